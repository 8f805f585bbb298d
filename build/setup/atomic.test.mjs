// Tests of files that are there whole or not at all.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { linkOrCopy, readJson, sha256OfFile, writeFileAtomic, writeJsonAtomic } from './atomic.mjs';
import { temporaryFolder } from './testing.mjs';

describe('writeFileAtomic', () => {
  it('makes missing folders and replaces what was there', async () => {
    const file = path.join(temporaryFolder(), 'a', 'b.txt');
    await writeFileAtomic(file, 'one');
    await writeFileAtomic(file, 'two');
    expect(fs.readFileSync(file, 'utf8')).toBe('two');
    expect(fs.readdirSync(path.dirname(file))).toEqual(['b.txt']);
  });

  it('leaves the old file and no remains where it fails', async () => {
    const dir = temporaryFolder();
    const file = path.join(dir, 'a.txt');
    await writeFileAtomic(file, 'old');
    await expect(writeFileAtomic(file, /** @type {any} */ (42))).rejects.toThrow();
    expect(fs.readFileSync(file, 'utf8')).toBe('old');
    expect(fs.readdirSync(dir)).toEqual(['a.txt']);
  });

  it('survives many writers at once with one whole content', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    const values = Array.from({ length: 20 }, (_, i) => ({ i, text: 'x'.repeat(10_000) }));
    await Promise.all(values.map((value) => writeJsonAtomic(file, value)));
    expect(values).toContainEqual(await readJson(file));
  });
});

describe('readJson', () => {
  it('answers null for what is missing or cut short', async () => {
    const file = path.join(temporaryFolder(), 'a.json');
    expect(await readJson(file)).toBeNull();
    fs.writeFileSync(file, '{"a":');
    expect(await readJson(file)).toBeNull();
  });
});

describe('linkOrCopy', () => {
  it('gives the same content under a second name, also over an old file, also twice', async () => {
    const dir = temporaryFolder();
    const [from, to] = [path.join(dir, 'from'), path.join(dir, 'sub', 'to')];
    fs.writeFileSync(from, 'content');
    await linkOrCopy(from, to);
    fs.rmSync(to);
    fs.writeFileSync(to, 'old');
    await linkOrCopy(from, to);
    await linkOrCopy(from, to);
    expect(await sha256OfFile(to)).toBe(await sha256OfFile(from));
    expect(fs.readdirSync(path.join(dir, 'sub'))).toEqual(['to']);
  });
});
