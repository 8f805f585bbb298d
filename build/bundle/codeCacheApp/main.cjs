// Runs the app as its own start does, once, and writes down what V8 has compiled of its code by the time the page is up (bundler, Electron).
const { createRequire, Module } = require('node:module');
const fs = require('node:fs');
const path = require('node:path');
const vm = require('node:vm');
const { app, BrowserWindow } = require('electron');

/** After the page has loaded the app still does what it has put off. */
const SETTLE_MS = 2500;

const target = process.env.LOSSLAB_CODE_CACHE_TARGET;
const file = path.join(app.getAppPath(), 'out', 'main', 'app.cjs');
// To the letter what main/boot.ts runs: V8 compares lengths.
const script = new vm.Script(Module.wrap(fs.readFileSync(file, 'latin1')), { filename: file });

/** Nobody is to see it. */
BrowserWindow.prototype.show = () => undefined;

app.on('web-contents-created', (_event, contents) => {
  contents.once('did-finish-load', () =>
    setTimeout(() => {
      fs.writeFileSync(target, script.createCachedData());
      app.exit(0);
    }, SETTLE_MS),
  );
});
script.runInThisContext()(module.exports, createRequire(file), module, file, path.dirname(file));
