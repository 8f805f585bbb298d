/**
 * The first code of the app: loads all other, with what V8 has made of it at build time where that fits, so that nothing is compiled
 * at the start; Electron's main process.
 */
import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import path from 'node:path';
import { Script } from 'node:vm';
import { codeCacheName } from './codeCache';

const file = path.join(__dirname, 'app.cjs');

/** Null where none was made for this build and this Electron. */
function codeCache(): Buffer | null {
  try {
    return readFileSync(path.join(__dirname, '..', 'codeCache', codeCacheName()));
  } catch {
    return null;
  }
}

const cachedData = codeCache();
// The bundler writes ASCII only.
const script = new Script(Module.wrap(readFileSync(file, 'latin1')), {
  filename: file,
  ...(cachedData ? { cachedData } : {}),
});
const run = script.runInThisContext() as (
  exports: object,
  require: NodeJS.Require,
  module: { exports: object },
  filename: string,
  dirname: string,
) => void;
const app = { exports: {} };
const what = cachedData === null ? 'none' : script.cachedDataRejected ? 'refused' : 'used';
performance.mark(`compiled code: ${what}`);
run(app.exports, require, app, file, __dirname);
