// Makes the Debian package with dpkg-deb alone: electron-builder would fetch another packager from the network (packaging, Node).
// It needs no root, and the package has no scripts of its own: dpkg's triggers of the desktop's packages do the rest.
import fs from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { hashOfFile, readJson } from '../../setup/atomic.mjs';
import { projectRoot } from '../../setup/paths.mjs';
import { run } from '../../setup/run.mjs';
import { distFolder } from '../paths.mjs';
import { writeDesktopFiles } from './desktopFiles.mjs';

/** Where the app lies once installed. */
export const installedFolder = '/opt/LossLab';

/** What Electron's binary needs; the second name is that of systems with 64-bit time. */
const DEPENDS = [
  'libasound2 | libasound2t64',
  'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
  'libatspi2.0-0 | libatspi2.0-0t64',
  'libcups2 | libcups2t64',
  'libdrm2',
  'libgbm1',
  'libgtk-3-0 | libgtk-3-0t64',
  'libnss3',
  'libstdc++6',
  'libxcomposite1',
  'libxdamage1',
  'libxkbcommon0',
  'libxrandr2',
];
/** Opens the data folder and links to the web in the desktop's programs; the lab does without. */
const RECOMMENDS = ['xdg-utils'];
const DEBIAN_ARCH = { x64: 'amd64', arm64: 'arm64' };

/**
 * @param {object} job
 * @param {string} job.unpacked the app as electron-builder leaves it
 * @param {boolean} job.fast compress quickly
 * @returns {Promise<string>} the package
 */
export async function makeDeb({ unpacked, fast }) {
  const about = await readJson(path.join(projectRoot, 'package.json'));
  const architecture = DEBIAN_ARCH[/** @type {keyof typeof DEBIAN_ARCH} */ (process.arch)];
  if (!architecture) throw new Error(`there is no Debian package for ${process.arch}`);
  const root = path.join(distFolder, '.deb');
  await fs.promises.rm(root, { recursive: true, force: true });
  await layOut(root, unpacked, about);
  await writeControl(root, about, architecture);
  const file = path.join(distFolder, `${about.name}_${about.version}_${architecture}.deb`);
  // xz is what every dpkg reads.
  const compression = fast ? ['-Zgzip', '-z1'] : ['-Zxz', '-z6'];
  await run('dpkg-deb', ['--root-owner-group', ...compression, '--build', root, file], {
    timeoutMs: 60 * 60_000,
  });
  await fs.promises.rm(root, { recursive: true });
  return file;
}

/**
 * @param {string} root
 * @param {string} unpacked
 * @param {any} about package.json
 */
async function layOut(root, unpacked, about) {
  const app = path.join(root, installedFolder);
  await fs.promises.mkdir(path.dirname(app), { recursive: true });
  // Links cost nothing, and dpkg-deb reads files only. All permissions are set below on the copies that need others.
  await run('cp', ['-al', unpacked, app]);
  await sandboxHelper(path.join(app, 'chrome-sandbox'));
  const usr = path.join(root, 'usr');
  await fs.promises.mkdir(path.join(usr, 'bin'), { recursive: true });
  await fs.promises.symlink(`${installedFolder}/resources/bin/losslab`, path.join(usr, 'bin', 'losslab'));
  const { productName, description } = about;
  await writeDesktopFiles(usr, { productName, description, executable: `${installedFolder}/losslab` });
  await writeDoc(path.join(usr, 'share', 'doc', about.name));
}

/**
 * Chromium falls back on it where the kernel gives ordinary users no namespaces; it refuses to work unless it is root's
 * with the set-user-id bit, as in Chromium's own packages.
 * @param {string} file
 */
async function sandboxHelper(file) {
  const content = await fs.promises.readFile(file);
  await fs.promises.rm(file);
  await fs.promises.writeFile(file, content);
  await fs.promises.chmod(file, 0o4755);
}

/** @param {string} folder */
async function writeDoc(folder) {
  await fs.promises.mkdir(folder, { recursive: true });
  const [licence, changes] = await Promise.all(
    ['LICENSE', 'CHANGELOG.md'].map((name) => fs.promises.readFile(path.join(projectRoot, name))),
  );
  const notices = `\nWhat it contains of others: ${installedFolder}/resources/THIRD-PARTY-NOTICES.txt,\n${installedFolder}/LICENSE.electron.txt and ${installedFolder}/LICENSES.chromium.html\n`;
  await fs.promises.writeFile(path.join(folder, 'copyright'), `${licence?.toString() ?? ''}${notices}`);
  await fs.promises.writeFile(path.join(folder, 'changelog.gz'), gzipSync(changes ?? '', { level: 9 }));
}

/**
 * @param {string} root
 * @param {any} about
 * @param {string} architecture
 */
async function writeControl(root, about, architecture) {
  const files = await listFiles(root);
  const installedBytes = files.reduce((sum, file) => sum + fs.lstatSync(path.join(root, file)).size, 0);
  const control = `Package: ${about.name}
Version: ${about.version}
Architecture: ${architecture}
Maintainer: ${about.author} <contributors@losslab.invalid>
Installed-Size: ${Math.ceil(installedBytes / 1024)}
Depends: ${DEPENDS.join(', ')}
Recommends: ${RECOMMENDS.join(', ')}
Section: science
Priority: optional
Description: desktop lab for training small neural networks
 Fill in a form, launch a run, watch the loss fall live, and keep every run with
 all its points, its configuration and its weights. It works without a network
 and keeps its data in the user's folder, where it stays on removal.
`;
  const folder = path.join(root, 'DEBIAN');
  await fs.promises.mkdir(folder, { mode: 0o755 });
  await fs.promises.writeFile(path.join(folder, 'control'), control);
  const sums = [];
  for (const file of files) {
    if (fs.lstatSync(path.join(root, file)).isSymbolicLink()) continue;
    sums.push(`${await hashOfFile('md5', path.join(root, file))}  ${file}\n`);
  }
  await fs.promises.writeFile(path.join(folder, 'md5sums'), sums.join(''));
}

/** @param {string} root */
async function listFiles(root) {
  const entries = await fs.promises.readdir(root, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .sort();
}
