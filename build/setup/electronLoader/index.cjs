// Makes an Electron without its default app understand `electron <folder>`; runs first in Electron's main process.
// The registry-only Electron comes without default_app.asar. This does what that does for `electron <path>`: it finds the
// folder on the command line, takes name and version from its package.json, and starts its main file.
const Module = require('node:module');
const path = require('node:path');
const { app } = require('electron');

/** Options of Electron's own that are followed by a value. */
const PRELOAD = new Set(['-r', '--require']);

/** @param {string[]} args */
function parse(args) {
  const preloads = [];
  for (let i = 0; i < args.length; i += 1) {
    if (PRELOAD.has(args[i])) preloads.push(args[(i += 1)]);
    else if (!args[i].startsWith('-')) return { preloads, folder: args[i] };
  }
  return { preloads, folder: '.' };
}

/** @param {unknown} error */
function giveUp(error) {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  app.exit(1);
}

try {
  const { preloads, folder } = parse(process.argv.slice(1));
  Object.defineProperty(process, 'defaultApp', { value: true, configurable: false, enumerable: true });
  const appPath = path.resolve(folder);
  const description = require(path.join(appPath, 'package.json'));
  const name = description.productName ?? description.name;
  if (name) app.setName(name);
  if (description.version && typeof app.setVersion === 'function') app.setVersion(description.version);
  if (typeof app.setDesktopName === 'function')
    app.setDesktopName(description.desktopName ?? `${app.getName()}.desktop`);
  const main = Module._resolveFilename(appPath, null, true);
  if (typeof app.setAppPath === 'function') app.setAppPath(appPath);
  if (preloads.length > 0) Module._preloadModules(preloads);
  Module._load(main, Module, true);
} catch (error) {
  giveUp(error);
}
