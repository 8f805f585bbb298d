// `npm run dist`: sets up, bundles, and makes what users install, into dist/ (packaging, Node).
import { rmSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '../setup/paths.mjs';
import { killRunning, run } from '../setup/run.mjs';
import { setUpOrExplain } from '../setup/setup.mjs';
import { makeDeb } from './linux/deb.mjs';
import { makeTarball } from './linux/tarball.mjs';
import { packageApp } from './package.mjs';
import { stageFolder, unpackedFolder } from './paths.mjs';
import { megabytes, partSizes, sizeTable } from './sizes.mjs';
import { stage } from './stage.mjs';

/** What each system's users install; the first ones are made without any network. */
const TARGETS = {
  linux: { offline: ['dir', 'tar.gz', 'deb'], online: ['AppImage'] },
  darwin: { offline: ['dir'], online: ['dmg'] },
  win32: { offline: ['dir'], online: ['nsis'] },
};

const HELP = `npm run dist [-- options]
  --targets LIST  of ${Object.values(TARGETS)
    .flatMap(({ offline, online }) => [...offline, ...online])
    .filter((name, i, all) => all.indexOf(name) === i)
    .join(', ')} (default: those that need no network)
  --all           every target of this system; electron-builder fetches the tools of some
  --fast          compress quickly rather than well, for trying things out
`;

/** Made from the unpacked app by what every Linux has; everything else is electron-builder's work. */
const OWN = { 'tar.gz': makeTarball, deb: makeDeb };

/** @param {{ targets: string[], fast: boolean }} options */
async function dist({ targets, fast }) {
  const runtime = await setUpOrExplain({ quiet: true });
  if (!runtime?.electronVersion) return false;
  await run(process.execPath, [path.join(projectRoot, 'build', 'bundle', 'bundle.mjs')]);
  await stage(runtime);
  const others = targets.filter((name) => name !== 'dir' && !(name in OWN));
  const made = await packageApp({
    targets: ['dir', ...others],
    electronVersion: runtime.electronVersion,
  });
  rmSync(stageFolder, { recursive: true, force: true });
  const unpacked = unpackedFolder();
  for (const [name, make] of Object.entries(OWN)) {
    if (targets.includes(name)) made.push(await make({ unpacked, fast }));
  }
  console.log(`\nThe app as it is installed:\n${sizeTable(partSizes(unpacked))}\n`);
  for (const file of made.filter((name) => !/\.(yml|blockmap)$/.test(name)))
    console.log(`${path.relative(projectRoot, file)}  ${megabytes(statSync(file).size)}`);
  return true;
}

function chosenTargets(
  /** @type {{ targets?: string | undefined, all?: boolean | undefined }} */ { targets, all },
) {
  const known = TARGETS[/** @type {keyof typeof TARGETS} */ (process.platform)];
  if (!known) throw new Error(`there are no packages for ${process.platform}`);
  const possible = [...known.offline, ...known.online];
  if (!targets) return all ? possible : known.offline;
  const wanted = targets.split(',').filter(Boolean);
  const unknown = wanted.filter((name) => !possible.includes(name));
  if (unknown.length > 0)
    throw new Error(`there is no target ${unknown.join(', ')} here; there are ${possible.join(', ')}`);
  return wanted;
}

async function main() {
  const { values } = parseArgs({
    options: {
      targets: { type: 'string' },
      all: { type: 'boolean' },
      fast: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  for (const signal of /** @type {NodeJS.Signals[]} */ (['SIGINT', 'SIGTERM']))
    process.once(signal, () => {
      killRunning();
      process.kill(process.pid, signal);
    });
  if (!(await dist({ targets: chosenTargets(values), fast: values.fast ?? false }))) process.exitCode = 1;
}

await main();
