// Lets better-sqlite3 13 be compiled for Node-API 8, force-included by build/setup/parts/sqlite.mjs.
//
// better-sqlite3 is written for Node-API 10, where a reference can hold any value. Before that (Node below 22.14,
// Electron below 36) references hold only objects, functions and symbols, and its calls fail and end the process.
// So the three functions it uses are redirected: any other value is put into an object `{ v: value }`, that object
// is referenced, and which references hold such a box is remembered until they are deleted.
#pragma once
#include <node_api.h>

#include <unordered_set>

namespace napi8 {

// One set a thread: every worker thread has an add-on instance and references of its own.
inline std::unordered_set<napi_ref>& boxed() {
  static thread_local std::unordered_set<napi_ref> refs;
  return refs;
}

inline napi_status create_reference(napi_env env, napi_value value, uint32_t count, napi_ref* result) {
  napi_valuetype type;
  napi_status status = napi_typeof(env, value, &type);
  if (status != napi_ok) return status;
  if (type == napi_object || type == napi_function || type == napi_symbol || type == napi_external) {
    return napi_create_reference(env, value, count, result);
  }
  napi_value box;
  if ((status = napi_create_object(env, &box)) != napi_ok) return status;
  if ((status = napi_set_named_property(env, box, "v", value)) != napi_ok) return status;
  if ((status = napi_create_reference(env, box, count, result)) != napi_ok) return status;
  boxed().insert(*result);
  return napi_ok;
}

inline napi_status get_reference_value(napi_env env, napi_ref ref, napi_value* result) {
  napi_value value;
  napi_status status = napi_get_reference_value(env, ref, &value);
  if (status != napi_ok) return status;
  if (value && boxed().count(ref)) return napi_get_named_property(env, value, "v", result);
  *result = value;
  return napi_ok;
}

inline napi_status delete_reference(napi_env env, napi_ref ref) {
  boxed().erase(ref);
  return napi_delete_reference(env, ref);
}

}  // namespace napi8

#define napi_create_reference napi8::create_reference
#define napi_get_reference_value napi8::get_reference_value
#define napi_delete_reference napi8::delete_reference
