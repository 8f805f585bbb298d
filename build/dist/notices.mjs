// Writes what others have contributed to a package, with every licence text, and fails where one is missing (packaging, Node).
// What is inside is not a list kept by hand: the bundler has noted it (out/.bundle.json), and so has shippedModules.mjs.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readJson } from '../setup/atomic.mjs';
import { inNodeModules, projectRoot } from '../setup/paths.mjs';
import { shippedModules } from './shippedModules.mjs';

const KEPT_TEXTS = fileURLToPath(new URL('notices/', import.meta.url));

/** Licences that ask for no more than being told; any other one must be looked at by somebody first. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'Apache-2.0 AND MIT',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'OFL-1.1',
]);

/** Packages that come without the text of their licence. @type {readonly [RegExp, string][]} */
const WITHOUT_TEXT = [
  [/^@tensorflow\//, 'tfjs.txt'],
  [/^@iconify-json\/lucide$/, 'lucide.txt'],
  [/^seedrandom$/, 'seedrandom.txt'],
];

/** What is no package of npm. @type {readonly { title: string, file: string }[]} */
const OTHERS = [
  { title: 'Electron and Chromium', file: 'electron.txt' },
  { title: 'TensorFlow (the native library)', file: 'tensorflow.txt' },
  { title: 'SQLite', file: 'sqlite.txt' },
  { title: 'MNIST (data set)', file: 'mnist.txt' },
];

/**
 * @typedef {object} Notice
 * @property {string} title name and version
 * @property {string} licence
 * @property {string} text
 */

/**
 * Everything in a package that others have written, except for what Electron and TensorFlow tell in files of their own.
 * @param {string[]} folders of packages, absolute or relative to the project
 * @returns {Promise<string>}
 * @throws {Error} where a licence is unknown or has no text
 */
export async function thirdPartyNotices(folders) {
  /** @type {Notice[]} */
  const notices = OTHERS.map(({ title, file }) => ({ title, licence: '', text: keptText(file) }));
  for (const folder of folders) notices.push(await noticeOf(folder));
  const rule = '='.repeat(80);
  const list = notices.map(({ title, licence }) => `  ${title}${licence && `, ${licence}`}`);
  const texts = notices.map(({ title, licence, text }) =>
    [rule, `${title}${licence && `, ${licence}`}`, rule, '', text.trim(), ''].join('\n'),
  );
  return `LossLab contains the work of others. Thank you.\n\n${list.join('\n')}\n\n${texts.join('\n')}`;
}

/**
 * The notices of what libtensorflow itself contains, as it comes with them; null where it does not.
 * @returns {Promise<string | null>}
 */
export async function tensorflowNotices() {
  const file = inNodeModules('@tensorflow', 'tfjs-node', 'deps', 'THIRD_PARTY_NOTICES.txt');
  return fs.promises.readFile(file, 'utf8').catch(() => null);
}

/**
 * The packages that are inside these bundles or lie beside them.
 * @param {string[]} bundles ids of the bundles that are shipped
 * @returns {Promise<string[]>} folders, relative to the project
 */
export async function shippedPackages(bundles) {
  const made = await readJson(path.join(projectRoot, 'out', '.bundle.json'));
  const inside = bundles.flatMap((id) => {
    if (!made?.[id]?.packages) throw new Error(`the bundle "${id}" has not been made`);
    return made[id].packages;
  });
  const beside = shippedModules.map(({ name }) => `node_modules/${name}`);
  return [...new Set([...inside, ...beside])].sort();
}

/**
 * @param {string} folder
 * @returns {Promise<Notice>}
 */
async function noticeOf(folder) {
  const about = await readJson(path.resolve(projectRoot, folder, 'package.json'));
  const licence = typeof about?.license === 'string' ? about.license : 'unknown';
  if (!PERMISSIVE.has(licence))
    throw new Error(
      `${folder} is under the licence "${licence}", of which build/dist/notices.mjs knows nothing`,
    );
  const kept = WITHOUT_TEXT.find(([pattern]) => pattern.test(about.name))?.[1];
  const text = (await ownText(path.resolve(projectRoot, folder))) ?? (kept ? keptText(kept) : null);
  if (text === null)
    throw new Error(`${folder} comes without the text of its licence; put it into build/dist/notices/`);
  return { title: `${about.name} ${about.version}`, licence, text };
}

/** @param {string} folder */
async function ownText(folder) {
  const names = await fs.promises.readdir(folder);
  const files = names.filter((name) => /^(licen[cs]e|notice|copying)(\.|-|$)/i.test(name)).sort();
  if (files.length === 0) return null;
  const texts = await Promise.all(files.map((name) => fs.promises.readFile(path.join(folder, name), 'utf8')));
  return texts.join('\n\n');
}

/** @param {string} file */
function keptText(file) {
  return fs.readFileSync(path.join(KEPT_TEXTS, file), 'utf8');
}
