// An app that is nothing but a window with a word in it: what Electron itself needs for a start on this machine (benchmark, Electron).
const path = require('node:path');
const { app, BrowserWindow } = require('electron');

if (process.env.LOSSLAB_DATA_DIR) app.setPath('userData', process.env.LOSSLAB_DATA_DIR);
void app.whenReady().then(() => {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    show: false,
    webPreferences: { sandbox: true },
  });
  window.once('ready-to-show', () => window.show());
  return window.loadFile(path.join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => app.quit());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => app.quit());
