// Archives that are damaged, or made to do damage (Node).
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { fixture, importContent, npy, npz, problemOf } from './fixtures/files';
import { listZip } from './zip';

const y = npy(Int32Array.of(0, 1, 1), [3]);

/** Writes another size over the one that the directory and the local header declare for the first entry. */
function declareSize(archive: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(archive);
  copy.writeUInt32LE(size, 22);
  copy.writeUInt32LE(size, copy.indexOf('PK\x01\x02', 0, 'latin1') + 24);
  return copy;
}

test('a bomb that declares a small size is stopped at that size', async () => {
  const archive = npz({ X: new Uint8Array(200 * 1024 * 1024), y }, 6);
  expect(archive.length).toBeLessThan(1_000_000);
  const before = process.memoryUsage().rss;
  const problem = await problemOf(importContent('bomb.npz', declareSize(archive, 4096)));
  expect(problem).toMatchObject({ code: 'too-large', message: expect.stringMatching(/more than 4 KiB/) });
  expect(process.memoryUsage().rss - before).toBeLessThan(100 * 1024 * 1024);
});

test('a bomb that declares its size is refused before it is unpacked', async () => {
  const archive = npz({ X: new Uint8Array(10_000), y }, 6);
  const problem = await problemOf(importContent('bomb.npz', declareSize(archive, 0xffff_fff0)));
  expect(problem).toMatchObject({
    code: 'too-large',
    message: expect.stringMatching(/would unpack to 4 GiB; at most 1 GiB/),
  });
});

test('thousands of entries are no data set', async () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`${i}.npy`, new Uint8Array(1)]));
  expect((await problemOf(importContent('many.npz', zipSync(many)))).message).toMatch(/2000 files/);
});

test('every flipped byte is found, or changes nothing', async () => {
  const original = readFileSync(fixture('2d_pcl_dataset.npz'));
  const whole = await listZip(original, 'a')[0]!.read();
  for (let at = 0; at < original.length; at += 7) {
    const flipped = Buffer.from(original);
    flipped[at]! ^= 0x10;
    const outcome = await Promise.resolve()
      .then(async () => Buffer.from(await listZip(flipped, 'a')[0]!.read()))
      .catch((error: unknown) => error);
    if (Buffer.isBuffer(outcome)) expect(outcome.equals(whole)).toBe(true);
    else expect(outcome).toMatchObject({ name: 'LabError' });
  }
});

test('encrypted entries and unknown methods are named', async () => {
  const encrypted = Buffer.from(npz({ X: y, y }));
  encrypted[encrypted.indexOf('PK\x01\x02', 0, 'latin1') + 8]! |= 1;
  expect((await problemOf(importContent('e.npz', encrypted))).message).toMatch(/encrypted/);
  const odd = Buffer.from(npz({ X: y, y }));
  odd[odd.indexOf('PK\x01\x02', 0, 'latin1') + 10] = 93;
  expect((await problemOf(importContent('m.npz', odd))).message).toMatch(/method 93/);
});
