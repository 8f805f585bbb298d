// Tests of reading zip archives: contents, modes, links, damage, and names that point outside.
import fs from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing.mjs';
import { extractZip, placeInside } from './zip.mjs';

const UNIX = 3;

/** @param {Record<string, any>} files */
function archiveOf(files) {
  const dir = temporaryFolder();
  const archive = path.join(dir, 'a.zip');
  fs.writeFileSync(archive, zipSync(files));
  return { archive, out: path.join(dir, 'out') };
}

describe('extractZip', () => {
  it('extracts chosen entries, stored, deflated and empty ones', async () => {
    const { archive, out } = archiveOf({
      'a/stored.txt': [strToU8('stored'), { level: 0 }],
      'a/deflated.txt': [strToU8('deflated '.repeat(50_000)), { level: 9 }],
      'a/empty': strToU8(''),
      'b/other.txt': strToU8('not wanted'),
    });
    const count = await extractZip(archive, ({ name }) =>
      name.startsWith('a/') ? placeInside(out, name) : null,
    );
    expect(count).toBe(3);
    expect(fs.readFileSync(path.join(out, 'a/stored.txt'), 'utf8')).toBe('stored');
    expect(fs.statSync(path.join(out, 'a/deflated.txt')).size).toBe(450_000);
    expect(fs.statSync(path.join(out, 'a/empty')).size).toBe(0);
    expect(fs.existsSync(path.join(out, 'b'))).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('keeps executables executable and links links', async () => {
    const { archive, out } = archiveOf({
      program: [strToU8('#!'), { os: UNIX, attrs: (0o100755 << 16) >>> 0 }],
      link: [strToU8('program'), { os: UNIX, attrs: (0o120777 << 16) >>> 0 }],
    });
    await extractZip(archive, ({ name }) => placeInside(out, name));
    expect(fs.statSync(path.join(out, 'program')).mode & 0o111).not.toBe(0);
    expect(fs.readlinkSync(path.join(out, 'link'))).toBe('program');
  });

  it('reports how far it has come', async () => {
    const { archive, out } = archiveOf({ a: strToU8('12345'), b: strToU8('67890') });
    /** @type {number[][]} */
    const seen = [];
    await extractZip(
      archive,
      ({ name }) => placeInside(out, name),
      (...progress) => seen.push(progress),
    );
    expect(seen.at(-1)).toEqual([10, 10]);
  });

  it('notices a changed byte and a cut end', async () => {
    const { archive, out } = archiveOf({ a: [strToU8('some content'), { level: 0 }] });
    const bytes = fs.readFileSync(archive);
    const changed = Buffer.from(bytes);
    changed[changed.indexOf('some')] ^= 1;
    fs.writeFileSync(archive, changed);
    await expect(extractZip(archive, ({ name }) => placeInside(out, name))).rejects.toThrow(
      'does not add up',
    );
    fs.writeFileSync(archive, bytes.subarray(0, bytes.length - 30));
    await expect(extractZip(archive, ({ name }) => placeInside(out, name))).rejects.toThrow('cut short');
  });

  it('refuses entries that point outside', async () => {
    const { archive, out } = archiveOf({ '../evil': strToU8('x') });
    await expect(extractZip(archive, ({ name }) => placeInside(out, name))).rejects.toThrow(
      'outside its folder',
    );
  });
});
