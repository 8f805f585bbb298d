// Helpers of the tests beside the set-up's code: throw-away folders, a silent reporter, a local server (Vitest, Node).
import { createServer } from 'node:http';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import { Cache } from './cache.mjs';
import { createReporter } from './report.mjs';

/** A folder that goes when the test ends. */
export function temporaryFolder() {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'losslab-test-'));
  onTestFinished(() => fs.rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** A stream that keeps what is written to it. */
export function memoryStream({ isTTY = false } = {}) {
  let text = '';
  const stream = /** @type {any} */ ({ isTTY, write: (/** @type {string} */ chunk) => (text += chunk) });
  return { stream, text: () => text };
}

/**
 * @param {Partial<import('./provision.mjs').Context>} [overrides]
 * @returns {import('./provision.mjs').Context & { printed: () => string }}
 */
export function testContext(overrides = {}) {
  const { stream, text } = memoryStream();
  return {
    cache: new Cache(path.join(temporaryFolder(), 'cache')),
    report: createReporter({ stream }),
    skipOfficial: false,
    retryOfficial: false,
    verify: false,
    scope: 'all',
    ...overrides,
    printed: text,
  };
}

/**
 * @param {import('node:http').RequestListener} handler
 * @returns {Promise<string>} address ending in a slash
 */
export async function localServer(handler) {
  const server = createServer(handler);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}/`;
}
