// Says how large a package is and what it consists of (packaging, Node).
import fs from 'node:fs';
import path from 'node:path';

/**
 * Parts by the beginning of a path inside the app's folder; the first that fits counts.
 * @type {readonly [string, RegExp][]}
 */
const PARTS = [
  ['TensorFlow', /@tensorflow\/tfjs-node\//],
  ['WebAssembly and JavaScript engines', /node_modules\/(@tensorflow|seedrandom)\//],
  ['SQLite', /node_modules\/better-sqlite3\//],
  ['MNIST', /(^|\/)mnist\//],
  ['the lab itself (app.asar)', /app\.asar$/],
  ['licences', /(LICENSE|NOTICES)/],
  ['Electron', /./],
];

/**
 * Bytes of every part of an unpacked app.
 * @param {string} folder
 * @returns {{ part: string, bytes: number }[]} the largest first
 */
export function partSizes(folder) {
  /** @type {Map<string, number>} */
  const bytes = new Map();
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    const part = PARTS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'Electron';
    bytes.set(part, (bytes.get(part) ?? 0) + fs.lstatSync(file).size);
  }
  return [...bytes].map(([part, size]) => ({ part, bytes: size })).sort((a, b) => b.bytes - a.bytes);
}

/**
 * A table of two columns that ends with the sum.
 * @param {{ part: string, bytes: number }[]} parts
 */
export function sizeTable(parts) {
  const rows = [...parts, { part: 'together', bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0) }];
  const width = Math.max(...rows.map(({ part }) => part.length));
  return rows.map(({ part, bytes }) => `${part.padEnd(width)} ${megabytes(bytes).padStart(9)}`).join('\n');
}

/** @param {number} bytes */
export function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
