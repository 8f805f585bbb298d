// What goes into a build and the id that follows from it: a hash over the sources, no git needed (bundler, Node).
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SOURCE_FOLDERS = ['main', 'renderer', 'shared', 'build/bundle'];
const SOURCE_FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];
/** Tests and their data change nothing in what users get. */
const LEFT_OUT = /(\.(test|e2e)\.m?ts$)|(\/(e2e|fixtures)\/)/;

/**
 * Every source file, relative to the project, in a fixed order.
 * @param {string} projectRoot
 * @returns {string[]}
 */
export function listSources(projectRoot) {
  const files = SOURCE_FOLDERS.flatMap((folder) => walk(projectRoot, folder));
  return [...files, ...SOURCE_FILES].filter((file) => !LEFT_OUT.test(file)).sort();
}

/**
 * @param {string} projectRoot
 * @param {string} folder with forward slashes
 * @returns {string[]}
 */
function walk(projectRoot, folder) {
  const entries = readdirSync(path.join(projectRoot, folder), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(projectRoot, name) : [name];
  });
}

/**
 * Equal sources give an equal id, whatever the machine (line endings are made alike).
 * @param {string} projectRoot
 * @returns {string} 16 hexadecimal digits
 */
export function hashSources(projectRoot) {
  const hash = createHash('sha256');
  for (const file of listSources(projectRoot)) {
    const content = readFileSync(path.join(projectRoot, file), 'latin1').replaceAll('\r\n', '\n');
    hash.update(`${file}\0${content.length}\0`).update(content, 'latin1');
  }
  return hash.digest('hex').slice(0, 16);
}
