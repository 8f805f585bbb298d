// What may not be read at all, and bytes that nobody wrote on purpose: never a crash, never a hang (Node).
import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, truncateSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixture, idx, importContent, noOptions, problemOf, writeFiles, writeOne } from './fixtures/files';
import { importFiles } from './index';
import { LabError } from '../../shared/result';

const importOne = (file: string) => importFiles([file], noOptions);

test('files that are none', async () => {
  const folder = writeFiles({ empty: '', loop: '' });
  expect((await problemOf(importOne(path.join(folder, 'none.csv')))).message).toBe(
    'There is no file "none.csv" there.',
  );
  expect((await problemOf(importOne(folder))).message).toMatch(/is a folder/);
  expect((await problemOf(importOne(path.join(folder, 'empty')))).message).toBe('"empty" is empty.');
  expect((await problemOf(importOne(path.join(folder, 'empty', 'x.csv')))).message).toMatch(/no file/);
  expect((await problemOf(importFiles([], noOptions))).message).toMatch(/No file/);
});

test.skipIf(process.platform === 'win32')('devices, pipes and links in a circle', async () => {
  const folder = writeFiles({});
  execFileSync('mkfifo', [path.join(folder, 'pipe')]);
  symlinkSync('circle', path.join(folder, 'circle'));
  expect((await problemOf(importOne('/dev/zero'))).message).toMatch(/device or a pipe/);
  expect((await problemOf(importOne(path.join(folder, 'pipe')))).message).toMatch(/device or a pipe/);
  expect((await problemOf(importOne(path.join(folder, 'circle')))).message).toMatch(/link that leads back/);
});

test('a file beyond the limit is not read', async () => {
  const file = writeOne('big.csv', 'a,y\n');
  truncateSync(file, 2 * 1024 ** 3);
  const problem = await problemOf(importOne(file));
  expect(problem).toMatchObject({
    code: 'too-large',
    message: '"big.csv" has 2 GiB; files up to 1 GiB can be imported.',
  });
});

test('foreign formats, and several files where one is meant', async () => {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  expect((await problemOf(importContent('a.npz', png))).message).toMatch(/not an \.npz archive/);
  expect((await problemOf(importContent('a.png', png))).message).toMatch(/in no format that is known/);
  const folder = writeFiles({ 'a.csv': 'a,y\n1,0\n', 'b.csv': 'a,y\n1,0\n' });
  const both = importFiles([path.join(folder, 'a.csv'), path.join(folder, 'b.csv')], noOptions);
  expect((await problemOf(both)).message).toMatch(/only in idx and .npy format/);
});

test('the name is the one given, or that of the file', async () => {
  const file = writeOne('my.points.csv', '1,2,0\n3,4,1\n');
  expect((await importOne(file)).info).toMatchObject({ name: 'my.points', fileName: 'my.points.csv' });
  expect((await importFiles([file], { name: '  Mine ', labelColumn: null })).info.name).toBe('Mine');
});

test('the arrays can be sent to another process', async () => {
  const { content } = await importOne(fixture('2d_pcl_dataset.npz'));
  expect(
    structuredClone(content, { transfer: [content.features.buffer as ArrayBuffer] }).labels,
  ).toHaveLength(90);
});

/** A data set or a LabError of the right kind; anything else fails. */
async function survives(name: string, bytes: Uint8Array): Promise<void> {
  const outcome = await importContent(name, bytes).catch((error: unknown) => error);
  if (outcome instanceof LabError) expect(['bad-file', 'too-large']).toContain(outcome.code);
  else expect(outcome).toMatchObject({ info: { rows: expect.any(Number) } });
}

const originals: Readonly<Record<string, Uint8Array>> = {
  'plain.npz': readFileSync(fixture('2d_pcl_dataset.npz')),
  'packed.npz': readFileSync(fixture('compressed.npz')),
  'table.csv': Buffer.from('x,y,label\n1.5,2,"a"\n3,4e-1,b\n-5,6,a\n'),
  'images-labels': idx([3], Uint8Array.of(0, 1, 2)),
};

test.each(Object.keys(originals))('%s, cut off or with other bytes in it', async (name) => {
  const original = originals[name]!;
  const damage = fc.array(fc.tuple(fc.nat(original.length - 1), fc.nat(255)), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(damage, fc.nat(original.length), fc.boolean(), async (changes, length, cut) => {
      const bytes = Uint8Array.from(original);
      for (const [at, value] of changes) bytes[at] = value;
      await survives(name, cut ? bytes.subarray(0, length) : bytes);
    }),
    { numRuns: 300 },
  );
});

test('bytes at random after each magic number', async () => {
  const start = fc.constantFrom(
    '',
    'PK\x03\x04',
    '\x93NUMPY\x01\x00',
    '\x1f\x8b\x08',
    '\0\0\x08\x03',
    '\0\0\x08\x01',
    'a,b\n',
  );
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), (magic, rest) =>
      survives('any', Buffer.concat([Buffer.from(magic, 'latin1'), rest])),
    ),
    { numRuns: 500 },
  );
});
