// Makes the icons' PNG files from their SVG drawings; run it after changing a drawing, with a display (development only).
//   xvfb-run -a node build/dist/drawIcons.mjs
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../setup/atomic.mjs';
import { runtimeFile } from '../setup/paths.mjs';
import { run } from '../setup/run.mjs';
import { resourcesFolder } from './paths.mjs';

/** What the hicolor theme of Linux desktops has, and what macOS and Windows icons are made of. */
const APP_PIXELS = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const STUDY_PIXELS = [32, 48, 64, 128, 256];

const jobs = [
  ...APP_PIXELS.map((pixels) => job('icon.svg', 'icons', pixels)),
  ...STUDY_PIXELS.map((pixels) => job('study.svg', 'studyIcons', pixels)),
];

/**
 * @param {string} drawing
 * @param {string} folder
 * @param {number} pixels
 */
function job(drawing, folder, pixels) {
  const png = path.join(resourcesFolder, folder, `${pixels}x${pixels}.png`);
  return { svg: path.join(resourcesFolder, drawing), png, pixels };
}

const { electron } = await readJson(runtimeFile);
const painter = fileURLToPath(new URL('iconPainter', import.meta.url));
await run(electron, [painter, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])], {
  env: { ICON_JOBS: JSON.stringify(jobs), ELECTRON_RUN_AS_NODE: undefined },
});
console.log(`${jobs.length} icons drawn`);
