// What electron-builder is told passes its own check, also for the systems that are not this one (Node).
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { projectRoot } from '../setup/paths.mjs';
import { builderConfig } from './package.mjs';

const require = createRequire(import.meta.url);
/** Parts of electron-builder that it does not give out. */
const inner = createRequire(require.resolve('electron-builder'));
const { getConfig, validateConfiguration } = inner('app-builder-lib/out/util/config/config');
const { DebugLogger } = inner('builder-util');

/** @param {string} electronVersion */
const whole = (electronVersion) => getConfig(projectRoot, null, builderConfig(electronVersion));
/** @param {object} config */
const check = (config) => validateConfiguration(config, new DebugLogger(false));

test.each(['25.1.1', '45.4.1'])(
  'AppImage, dmg and NSIS are configured as its schema has it (Electron %s)',
  async (version) => {
    const config = await whole(version);
    await check(config);
    expect([config.linux.target, config.mac.target, config.win.target]).toEqual([
      ['AppImage'],
      ['dmg'],
      ['nsis'],
    ]);
    // Once each: lists of two sources would be joined.
    expect(config.fileAssociations).toMatchObject([{ ext: 'losslab' }]);
    expect(new Set(config.asarUnpack).size).toBe(config.asarUnpack.length);
  },
);

test('a key that it does not know is found', async () => {
  const config = await whole('45.4.1');
  await expect(check({ ...config, nsis: { ...config.nsis, oneclick: false } })).rejects.toThrow(/nsis/);
});
