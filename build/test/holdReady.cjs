// Loaded into Electron before the app (tests): holds its `ready` until Playwright is connected.
// A window that opens while Playwright attaches itself now and then never answers it on a busy machine, and the start
// runs into its time limit. Playwright's own loader does the same, but also sets thirty of Chromium's switches, and the
// journeys are to see the app as users have it.
const { app } = require('electron');

const isReady = app.whenReady();
const connected = new Promise((resolve) => {
  // Called by Playwright once it is connected, whether it is there or not.
  globalThis.__playwright_run = () => {
    resolve(null);
    return isReady;
  };
});
app.whenReady = () => connected.then(() => isReady);
