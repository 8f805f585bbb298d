/** The packaged program can do what this app needs, and nothing else that Electron could (tests, Node). */
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from 'vitest';
import { FUSES } from '../package.mjs';
import { unpackedFolder } from '../paths.mjs';

/** As it stands in the program's file. */
const ENABLED = '1'.charCodeAt(0);

test('fuses are as packaging wants them', async () => {
  const wire = await getCurrentFuseWire(path.join(unpackedFolder(), 'losslab'));
  // The package names no type for what is in the file.
  const enabled = (fuse: FuseV1Options) => Number(wire[fuse]) === ENABLED;
  expect({
    runAsNode: enabled(FuseV1Options.RunAsNode),
    enableNodeOptionsEnvironmentVariable: enabled(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
    enableNodeCliInspectArguments: enabled(FuseV1Options.EnableNodeCliInspectArguments),
    enableEmbeddedAsarIntegrityValidation: enabled(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    onlyLoadAppFromAsar: enabled(FuseV1Options.OnlyLoadAppFromAsar),
    enableCookieEncryption: enabled(FuseV1Options.EnableCookieEncryption),
  }).toEqual(FUSES);
});
