// Tests of downloads against a server of their own: whole ones, broken ones, stalled ones.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkReachable, download } from './download.mjs';
import { localServer, temporaryFolder } from './testing.mjs';

const BODY = 'x'.repeat(100_000);

describe('download', () => {
  it('writes the file and reports how far it has come', async () => {
    const url = await localServer((_, response) => response.end(BODY));
    const file = path.join(temporaryFolder(), 'sub', 'file');
    /** @type {number[][]} */
    const seen = [];
    const sha256 = createHash('sha256').update(BODY).digest('hex');
    await download(url, file, { sha256, onProgress: (done, total) => seen.push([done, total ?? 0]) });
    expect(fs.readFileSync(file, 'utf8')).toBe(BODY);
    expect(seen.at(-1)).toEqual([100_000, 100_000]);
  });

  it.each([
    [
      'is interrupted',
      (/** @type {import('node:http').ServerResponse} */ response) => {
        response.writeHead(200, { 'content-length': '200000' });
        response.write(BODY, () => response.destroy());
      },
      /terminated|broke off|other side closed/i,
    ],
    [
      'stalls',
      (/** @type {import('node:http').ServerResponse} */ response) => {
        response.writeHead(200, { 'content-length': '200000' });
        response.write(BODY);
      },
      /sent nothing for 0.2 s/,
    ],
    [
      'is refused',
      (/** @type {import('node:http').ServerResponse} */ response) => response.writeHead(404).end(),
      /answers 404/,
    ],
    [
      'is something else',
      (/** @type {import('node:http').ServerResponse} */ response) => response.end('login page'),
      /has hash/,
    ],
  ])('leaves nothing behind where it %s', async (_, answer, message) => {
    const url = await localServer((_request, response) => void answer(response));
    const dir = temporaryFolder();
    const attempt = download(url, path.join(dir, 'file'), { stallMs: 200, sha256: '0'.repeat(64) });
    await expect(attempt).rejects.toThrow(message);
    expect(fs.readdirSync(dir)).toEqual([]);
  });
});

describe('checkReachable', () => {
  it('passes for a file that is there and names the server where it is not', async () => {
    const url = await localServer((request, response) =>
      response.writeHead(request.url === '/file' ? 200 : 404).end(),
    );
    await expect(checkReachable(`${url}file`)).resolves.toBeUndefined();
    await expect(checkReachable(`${url}other`)).rejects.toThrow(/127\.0\.0\.1:\d+ answers 404/);
  });

  it('gives up within its time where nobody answers', async () => {
    const silent = await localServer(() => {});
    const start = performance.now();
    await expect(checkReachable(silent, { timeoutMs: 200 })).rejects.toThrow(
      'cannot be reached within 0.2 s',
    );
    expect(performance.now() - start).toBeLessThan(2000);
    await expect(checkReachable('http://127.0.0.1:1/')).rejects.toThrow(/127\.0\.0\.1:1 cannot be reached/);
  });
});
