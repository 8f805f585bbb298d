// What a build id depends on (Node).
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashSources } from './sources.mjs';

/** @type {string} */
let root;
const write = (/** @type {string} */ name, /** @type {string} */ text) => {
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), text);
};

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'losslab-sources-'));
  for (const name of ['package.json', 'package-lock.json', 'tsconfig.json']) write(name, '{}');
  for (const name of ['main/a.ts', 'renderer/b.vue', 'shared/c.ts', 'build/bundle/d.mjs'])
    write(name, `${name}\n`);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('changes with any source, its name and the dependencies', () => {
  const ids = [hashSources(root)];
  write('main/a.ts', 'changed\n');
  ids.push(hashSources(root));
  write('shared/e.ts', '');
  ids.push(hashSources(root));
  write('package-lock.json', '{ }');
  ids.push(hashSources(root));
  expect(new Set(ids).size).toBe(4);
});

test('does not change with tests, fixtures and line endings', () => {
  const before = hashSources(root);
  write('main/a.test.ts', 'test');
  write('main/e2e/x.e2e.ts', 'test');
  write('main/data/fixtures/x.csv', '1,2');
  write('main/a.ts', 'main/a.ts\r\n');
  expect(hashSources(root)).toBe(before);
});
