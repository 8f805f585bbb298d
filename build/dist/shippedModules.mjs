// What of node_modules is shipped, file by file: the bundles carry everything else in themselves (packaging, Node).
// Modules are left out of the bundles where they find native or WebAssembly files by their own place on disk. Of each only
// what is loaded goes along: a file that is missing here shows at once, as the tests train with every engine in a package.
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { inNodeModules } from '../setup/paths.mjs';

/**
 * @typedef {object} ShippedModule
 * @property {string} name
 * @property {string[]} files paths inside the package, or folders of which everything is taken
 * @property {string} why
 */

/** @type {readonly ShippedModule[]} */
export const shippedModules = [
  {
    name: '@tensorflow/tfjs-node',
    // On Windows the library lies beside the binding, and there is nothing in deps/lib that is needed.
    files: ['package.json', 'lib/napi-v8', ...(process.platform === 'win32' ? [] : ['deps/lib'])],
    why: 'the native binding and libtensorflow; the binding is called directly, tfjs above it never',
  },
  { name: 'better-sqlite3', files: ['package.json', 'lib', 'LICENSE'], why: 'the store' },
  {
    name: '@tensorflow/tfjs-core',
    files: ['package.json', 'dist/tf-core.node.js'],
    why: 'training where native TensorFlow does not load',
  },
  {
    name: '@tensorflow/tfjs-backend-wasm',
    files: [
      'package.json',
      'dist/tf-backend-wasm.node.js',
      'dist/tfjs-backend-wasm.wasm',
      'dist/tfjs-backend-wasm-simd.wasm',
      'dist/tfjs-backend-wasm-threaded-simd.wasm',
    ],
    why: 'the same, on WebAssembly',
  },
  {
    name: '@tensorflow/tfjs-backend-cpu',
    files: ['package.json', 'dist/tf-backend-cpu.node.js'],
    why: 'the same, on plain JavaScript',
  },
  {
    name: '@tensorflow/tfjs',
    files: ['package.json', 'dist/tf.node.js'],
    why: 'automatic differentiation, for the exercises',
  },
  // What it loads at once, needed or not.
  {
    name: '@tensorflow/tfjs-layers',
    files: ['package.json', 'dist/tf-layers.node.js'],
    why: 'a part of tfjs',
  },
  {
    name: '@tensorflow/tfjs-converter',
    files: ['package.json', 'dist/tf-converter.node.js'],
    why: 'a part of tfjs',
  },
  { name: '@tensorflow/tfjs-data', files: ['package.json', 'dist/tf-data.node.js'], why: 'a part of tfjs' },
  {
    name: '@tensorflow/tfjs-backend-webgl',
    files: ['package.json', 'dist/tf-backend-webgl.node.js'],
    why: 'a part of tfjs',
  },
  { name: 'long', files: ['package.json', 'src'], why: 'whole numbers of 64 bits in tfjs' },
  {
    name: 'seedrandom',
    files: ['package.json', 'index.js', 'seedrandom.js', 'lib'],
    why: 'random numbers of tfjs-core',
  },
  // tfjs-core would ask for node-fetch, but only to fetch something, which the lab never does.
];

/**
 * Every file of a module that is shipped, relative to the module.
 * @param {ShippedModule} shipped
 * @returns {string[]}
 */
export function listShippedFiles({ name, files }) {
  const root = inNodeModules(name);
  return files.flatMap((file) => {
    // Where there is no native TensorFlow there are no such folders.
    if (!existsSync(path.join(root, file))) return [];
    return walk(root, file);
  });
}

/**
 * @param {string} root
 * @param {string} name with forward slashes
 * @returns {string[]}
 */
function walk(root, name) {
  let entries;
  try {
    entries = readdirSync(path.join(root, name), { withFileTypes: true });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOTDIR') return [name];
    throw error;
  }
  return entries.flatMap((entry) =>
    entry.isDirectory() ? walk(root, `${name}/${entry.name}`) : [`${name}/${entry.name}`],
  );
}
