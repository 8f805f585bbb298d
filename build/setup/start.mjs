// `npm start`: set up, bundle, and start the app; arguments after `--` go to Electron (Node).
import path from 'node:path';
import { projectRoot } from './paths.mjs';
import { setUpOrExplain } from './setup.mjs';
import { endLike, spawnThrough } from './spawnThrough.mjs';

const args = process.argv.slice(2);
// Before minutes of set-up, not after them.
if (process.platform === 'linux' && process.getuid?.() === 0 && !args.includes('--no-sandbox')) {
  process.stderr.write(
    'Electron’s sandbox does not run as root: start as an ordinary user (npm start -- --no-sandbox only in a container you trust)\n',
  );
  process.exit(1);
}
const runtime = await setUpOrExplain({ quiet: true });
if (!runtime?.electron) process.exit(1);

const bundled = await spawnThrough(
  process.execPath,
  [path.join(projectRoot, 'build', 'bundle', 'bundle.mjs')],
  { cwd: projectRoot },
);
if (bundled.code !== 0) {
  endLike(bundled);
} else {
  explainObstacles();
  endLike(
    await spawnThrough(runtime.electron, [projectRoot, ...args], {
      cwd: projectRoot,
      // Set in the terminals of Electron-based editors; it would make Electron behave as plain Node.
      env: { ELECTRON_RUN_AS_NODE: undefined },
    }),
  );
}

/** What Electron itself says only cryptically. */
function explainObstacles() {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    process.stderr.write(
      '! No display: start from a desktop session, or with a virtual one: xvfb-run -a npm start\n',
    );
  }
}
