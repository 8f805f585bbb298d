// The cache outside the clone: one folder a part with a manifest of its files, checked before it is trusted (set-up, Node).
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readJson, sha256OfFile, writeJsonAtomic } from './atomic.mjs';
import { systemId } from './paths.mjs';

const MANIFEST = '.manifest.json';
const CHECKS = 'checks.json';

/**
 * @typedef {{ size: number, mtimeMs: number, sha256: string } | { link: string }} FileRecord
 * @typedef {object} Part
 * @property {string} key
 * @property {string} dir
 * @property {string} id digest of all the part's files
 * @property {Record<string, any>} facts what its builder found out
 * @property {Record<string, FileRecord>} files by path inside `dir`
 */

export class Cache {
  /** @param {string} root */
  constructor(root) {
    this.root = root;
    this.stagingRoot = path.join(root, 'tmp');
    this.noting = Promise.resolve();
  }

  /** @param {string} key */
  dirOf(key) {
    return path.join(this.root, key);
  }

  /**
   * The part, or why there is none that can be trusted. A file whose time has changed is hashed again.
   * @param {string} key
   * @param {{ full?: boolean }} [options] `full` hashes every file
   * @returns {Promise<{ part: Part } | { missing: true } | { damaged: string }>}
   */
  async find(key, { full = false } = {}) {
    const dir = this.dirOf(key);
    if (!fs.existsSync(dir)) return { missing: true };
    const manifest = await readJson(path.join(dir, MANIFEST));
    if (manifest?.key !== key || typeof manifest.files !== 'object') return { damaged: 'its manifest' };
    let touched = false;
    for (const [name, record] of Object.entries(manifest.files)) {
      const state = await compare(path.join(dir, name), record, full);
      if (state === 'different') return { damaged: name };
      if (state === 'touched') touched = true;
    }
    if (touched) await writeJsonAtomic(path.join(dir, MANIFEST), manifest);
    return { part: { dir, key, id: manifest.id, facts: manifest.facts, files: manifest.files } };
  }

  /**
   * Builds a part aside and puts it in place in one step, with a manifest of what was built.
   * @param {string} key
   * @param {(staging: string) => Promise<Record<string, any> | void>} build fills the folder, returns facts to remember
   * @returns {Promise<Part>}
   */
  async build(key, build) {
    const staging = await this.stage(key);
    try {
      const content = path.join(staging, 'content');
      await fs.promises.mkdir(content);
      const facts = (await build(content)) ?? {};
      const files = await recordFiles(content);
      if (Object.keys(files).length === 0) throw new Error('nothing was built');
      const id = idOf(files);
      await writeJsonAtomic(path.join(content, MANIFEST), { key, id, facts, files });
      await this.drop(key);
      await fs.promises.rename(content, this.dirOf(key));
      return { key, id, facts, files, dir: this.dirOf(key) };
    } finally {
      await fs.promises.rm(staging, { recursive: true, force: true });
    }
  }

  /**
   * An empty folder for half-finished things; on the cache's own disk, so that renames out of it are atomic.
   * @param {string} name
   */
  async stage(name) {
    await fs.promises.mkdir(this.stagingRoot, { recursive: true });
    return fs.promises.mkdtemp(path.join(this.stagingRoot, `${name}-`));
  }

  /** Renames first, so that an interruption leaves no half-deleted part under its real name. @param {string} key */
  async drop(key) {
    if (!fs.existsSync(this.dirOf(key))) return;
    const grave = await this.stage('dropped');
    await fs.promises.rename(this.dirOf(key), path.join(grave, 'part'));
    await fs.promises.rm(grave, { recursive: true, force: true });
  }

  /**
   * Removes what interrupted set-ups have left. Only under the lock. What a killed one has started may still be writing
   * there for a moment: it is moved out of the way first, and what cannot be removed now goes the next time.
   */
  async sweep() {
    await fs.promises.mkdir(this.root, { recursive: true });
    await fs.promises
      .rename(this.stagingRoot, `${this.stagingRoot}-${randomUUID().slice(0, 8)}`)
      .catch(() => {});
    for (const name of await fs.promises.readdir(this.root)) {
      if (!name.startsWith('tmp-')) continue;
      await fs.promises.rm(path.join(this.root, name), { recursive: true, force: true }).catch(() => {});
    }
  }

  /**
   * Runs a check once for what `subject` names on this system and remembers that it passed.
   * @template T
   * @param {string} subject
   * @param {() => Promise<T>} check throws where it does not pass; its answer is remembered
   * @returns {Promise<T>}
   */
  async checkOnce(subject, check) {
    const id = `${subject} on ${systemId()}`;
    const file = path.join(this.root, CHECKS);
    const known = (await readJson(file)) ?? {};
    if (id in known) return known[id];
    const answer = (await check()) ?? true;
    // Parts are set up side by side: one at a time reads and writes.
    this.noting = this.noting.then(async () =>
      writeJsonAtomic(file, { ...(await readJson(file)), [id]: answer }),
    );
    await this.noting;
    return /** @type {T} */ (answer);
  }
}

/**
 * @param {string} file
 * @param {FileRecord} record its times are brought up to date where only they differ
 * @param {boolean} full
 * @returns {Promise<'same' | 'touched' | 'different'>}
 */
async function compare(file, record, full) {
  try {
    const stat = await fs.promises.lstat(file);
    if ('link' in record) {
      return stat.isSymbolicLink() && (await fs.promises.readlink(file)) === record.link
        ? 'same'
        : 'different';
    }
    if (!stat.isFile() || stat.size !== record.size) return 'different';
    if (stat.mtimeMs === record.mtimeMs && !full) return 'same';
    if ((await sha256OfFile(file)) !== record.sha256) return 'different';
    if (stat.mtimeMs === record.mtimeMs) return 'same';
    record.mtimeMs = stat.mtimeMs;
    return 'touched';
  } catch {
    return 'different';
  }
}

/**
 * @param {string} dir
 * @returns {Promise<Record<string, FileRecord>>}
 */
async function recordFiles(dir) {
  /** @type {Record<string, FileRecord>} */
  const files = {};
  const entries = await fs.promises.readdir(dir, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = path.join(entry.parentPath ?? entry.path, entry.name);
    const name = path.relative(dir, file).split(path.sep).join('/');
    if (entry.isSymbolicLink()) files[name] = { link: await fs.promises.readlink(file) };
    else if (entry.isFile()) {
      const { size, mtimeMs } = await fs.promises.lstat(file);
      files[name] = { size, mtimeMs, sha256: await sha256OfFile(file) };
    }
  }
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param {Record<string, FileRecord>} files */
function idOf(files) {
  const digest = createHash('sha256');
  for (const [name, record] of Object.entries(files)) {
    digest.update(`${name} ${'link' in record ? record.link : record.sha256}\n`);
  }
  return digest.digest('hex').slice(0, 16);
}
