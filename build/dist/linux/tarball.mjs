// Makes the tar.gz: the app in one folder, to be unpacked anywhere (packaging, Node).
// electron-builder would fetch 7-Zip for it; tar and Node's zlib do the same.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readJson } from '../../setup/atomic.mjs';
import { projectRoot } from '../../setup/paths.mjs';
import { distFolder } from '../paths.mjs';

/**
 * @param {object} job
 * @param {string} job.unpacked the app as electron-builder leaves it
 * @param {boolean} job.fast compress quickly
 * @returns {Promise<string>} the archive
 */
export async function makeTarball({ unpacked, fast }) {
  const { name, version } = await readJson(path.join(projectRoot, 'package.json'));
  const base = `${name}-${version}-linux-${process.arch}`;
  const file = path.join(distFolder, `${base}.tar.gz`);
  const parent = path.dirname(unpacked);
  const folder = path.basename(unpacked);
  const tar = spawn(
    'tar',
    [
      '-c',
      '--owner=0',
      '--group=0',
      '--numeric-owner',
      '--sort=name',
      `--transform=s,^${folder},${base},`,
      folder,
    ],
    { cwd: parent, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve, reject) => {
    tar.once('error', reject);
    tar.once('close', (code) => (code === 0 ? resolve(null) : reject(new Error(`tar exited with ${code}`))));
  });
  const compressed = pipeline(tar.stdout, createGzip({ level: fast ? 1 : 9 }), fs.createWriteStream(file));
  await Promise.all([ended, compressed]);
  return file;
}
