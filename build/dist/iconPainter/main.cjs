// Paints drawings at the sizes a system wants; Electron's main process, started by drawIcons.mjs (development only).
const { app, BrowserWindow } = require('electron');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

/** Drawn by Chromium onto a canvas, so that what is transparent stays so. */
const paint = async (/** @type {string} */ svg, /** @type {number} */ pixels) => {
  const image = new Image();
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = pixels;
  canvas.getContext('2d').drawImage(image, 0, 0, pixels, pixels);
  return canvas.toDataURL('image/png');
};

/** @param {{ svg: string, png: string, pixels: number }[]} jobs */
async function paintAll(jobs) {
  const window = new BrowserWindow({ show: false });
  await window.loadURL('data:text/html,<title>icons</title>');
  for (const { svg, png, pixels } of jobs) {
    const drawing = readFileSync(svg, 'utf8').replace('<svg ', `<svg width="${pixels}" height="${pixels}" `);
    const script = `(${paint})(${JSON.stringify(drawing)}, ${pixels})`;
    const url = await window.webContents.executeJavaScript(script);
    mkdirSync(path.dirname(png), { recursive: true });
    writeFileSync(png, Buffer.from(url.slice(url.indexOf(',') + 1), 'base64'));
  }
}

app
  .whenReady()
  .then(() => paintAll(JSON.parse(process.env.ICON_JOBS ?? '[]')))
  .then(
    () => app.exit(0),
    (error) => {
      process.stderr.write(`${error.stack}\n`);
      app.exit(1);
    },
  );
