import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contentSecurityPolicy } from './contentPolicy';
import { answerPageRequest } from './pageFiles';

let folder: string;
const get = (url: string, method = 'GET') => answerPageRequest(path.join(folder, 'page'), { url, method });

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

test('serves the page and its files with type and policy', () => {
  const page = get('app://lab/');
  expect(page).toMatchObject({ status: 200, type: 'text/html' });
  expect(page.headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
  });
  expect(page.body.toString()).toBe('<!doctype html>');
  expect(get('app://lab/assets/a%20b.js?v=1#x')).toMatchObject({
    status: 200,
    type: 'text/javascript',
    headers: { 'content-type': 'text/javascript; charset=utf-8' },
  });
  expect(get('app://lab/index.html', 'HEAD').body).toHaveLength(0);
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
])('does not serve %s', (url) => {
  const answer = get(url);
  expect(answer.status).toBe(404);
  expect(answer.body).toHaveLength(0);
  expect(answer.headers['content-security-policy']).toBe(contentSecurityPolicy);
});

test('refuses other origins and methods', () => {
  expect(get('app://other/index.html').status).toBe(403);
  expect(get('app://user@lab/index.html').status).toBe(403);
  expect(get('https://lab/index.html').status).toBe(403);
  expect(get('app://lab/index.html', 'POST').status).toBe(405);
});
