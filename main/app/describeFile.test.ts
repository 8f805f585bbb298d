// What is made of paths from outside: double clicks, command lines, drops (Node).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeFile, filesIn } from './describeFile';

let folder: string;
const at = (name: string): string => path.join(folder, name);
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-shown-'));
  for (const name of ['a.losslab', 'b.CSV', 'events.out.tfevents.1.host', 'x.exe'])
    writeFileSync(at(name), 'x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('describeFile', () => {
  test.each([
    ['a.losslab', 'study'],
    ['b.CSV', 'data'],
    ['events.out.tfevents.1.host', 'records'],
    ['', 'folder'],
  ])('%s is taken for %s', (name, kind) => {
    expect(describeFile(at(name))).toMatchObject({ kind, problem: null });
  });

  test('what cannot be opened says why', () => {
    expect(describeFile(at('gone.losslab')).problem).toBe('“gone.losslab” is not there any more.');
    expect(describeFile(at('x.exe')).problem).toContain('is no file that LossLab reads');
    expect(describeFile('a.losslab').problem).toContain('is no path of a file');
    expect(describeFile(`${at('a')}\0.losslab`).problem).toContain('is no path of a file');
  });

  test.skipIf(process.platform === 'win32')('a pipe and a link to a device are not read', () => {
    execFileSync('mkfifo', [at('pipe.losslab')]);
    symlinkSync('/dev/zero', at('endless.csv'));
    expect(describeFile(at('pipe.losslab')).problem).toContain('no ordinary file');
    expect(describeFile(at('endless.csv')).problem).toContain('no ordinary file');
  });
});

test('files of a command line: absolute, and nothing else', () => {
  const here = path.resolve('/here');
  expect(
    filesIn(
      [
        '--no-sandbox',
        '-r',
        '/tool/loader.js',
        'sub/a.losslab',
        pathToFileURL(at('a b.csv')).href,
        'https://example.org/a.losslab',
        '--open=a.losslab',
        'file://%zz/a.losslab',
        '',
      ],
      here,
    ),
  ).toEqual([path.join(here, 'sub', 'a.losslab'), at('a b.csv')]);
});
