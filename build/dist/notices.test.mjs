// Tests of the notices: every text is there, and what is unknown is refused.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { thirdPartyNotices } from './notices.mjs';
import { shippedModules } from './shippedModules.mjs';

/** @type {string} */
let root;
beforeAll(() => (root = mkdtempSync(path.join(os.tmpdir(), 'losslab-notices-'))));
afterAll(() => rmSync(root, { recursive: true }));

/**
 * @param {string} name
 * @param {string} license
 * @param {Record<string, string>} [files]
 */
function makePackage(name, license, files = {}) {
  const folder = path.join(root, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name, version: '1.2.3', license }));
  for (const [file, text] of Object.entries(files)) writeFileSync(path.join(folder, file), text);
  return folder;
}

describe('thirdPartyNotices', () => {
  it('has the text of every licence file of a package', async () => {
    const folder = makePackage('good', 'MIT', { 'LICENSE.md': 'Copyright Ann', NOTICE: 'and Bob' });
    const text = await thirdPartyNotices([folder]);
    expect(text).toContain('  good 1.2.3, MIT\n');
    expect(text).toContain('Copyright Ann\n\nand Bob');
  });

  it('knows the licences of all modules that lie beside the bundles', async () => {
    const text = await thirdPartyNotices(shippedModules.map(({ name }) => `node_modules/${name}`));
    for (const { name } of shippedModules) expect(text).toContain(`  ${name} `);
    for (const part of ['Electron and Chromium', 'TensorFlow (the native library)', 'SQLite', 'MNIST'])
      expect(text).toContain(`  ${part}`);
  });

  it('refuses a licence nobody has looked at', async () => {
    const folder = makePackage('strict', 'AGPL-3.0', { LICENSE: 'all rights' });
    await expect(thirdPartyNotices([folder])).rejects.toThrow('under the licence "AGPL-3.0"');
  });

  it('refuses a package without the text of its licence', async () => {
    await expect(thirdPartyNotices([makePackage('silent', 'MIT')])).rejects.toThrow(
      'comes without the text of its licence',
    );
  });
});
