import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentSecurityPolicy } from './contentPolicy';
import { answerPageRequest } from './pageFiles';

let folder: string;
const get = (url: string, method = 'GET') =>
  Promise.resolve(answerPageRequest(path.join(folder, 'page'), { url, method }));

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-page-'));
  mkdirSync(path.join(folder, 'page', 'assets'), { recursive: true });
  mkdirSync(path.join(folder, 'page-secret'));
  writeFileSync(path.join(folder, 'page', 'index.html'), '<!doctype html>');
  writeFileSync(path.join(folder, 'page', 'assets', 'a b.js'), '1');
  writeFileSync(path.join(folder, 'page', 'assets', 'notes.txt'), 'no type of the page');
  writeFileSync(path.join(folder, 'page-secret', 'secret.js'), 'secret');
  writeFileSync(path.join(folder, 'secret.js'), 'secret');
  symlinkSync(path.join(folder, 'secret.js'), path.join(folder, 'page', 'link.js'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('serves the page and its files with type and policy', async () => {
  const page = await get('app://lab/');
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(page.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
  expect(await page.text()).toBe('<!doctype html>');
  const script = await get('app://lab/assets/a%20b.js?v=1#x');
  expect([script.status, script.headers.get('content-type')]).toEqual([
    200,
    'text/javascript; charset=utf-8',
  ]);
  expect(await (await get('app://lab/index.html', 'HEAD')).text()).toBe('');
});

test.each([
  'app://lab/../secret.js',
  'app://lab/..%2fsecret.js',
  'app://lab/%2e%2e%2fsecret.js',
  'app://lab/..%2fpage-secret%2fsecret.js',
  'app://lab/assets/..%2f..%2fsecret.js',
  'app://lab/..%5csecret.js',
  'app://lab/link.js',
  'app://lab/index.html%00.js',
  'app://lab/%',
  'app://lab/assets',
  'app://lab/assets/',
  'app://lab/assets/notes.txt',
  'app://lab/nothing.js',
])('does not serve %s', async (url) => {
  const answer = await get(url);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
  expect(answer.headers.get('content-security-policy')).toBe(contentSecurityPolicy);
});

test('refuses other origins and methods', async () => {
  expect((await get('app://other/index.html')).status).toBe(403);
  expect((await get('app://user@lab/index.html')).status).toBe(403);
  expect((await get('https://lab/index.html')).status).toBe(403);
  expect((await get('app://lab/index.html', 'POST')).status).toBe(405);
});
