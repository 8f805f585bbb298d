// Has electron-builder make the app from what is staged, offline with set-up's own Electron (packaging, Node).
import path from 'node:path';
import { build, Platform } from 'electron-builder';
import { projectRoot } from '../setup/paths.mjs';
import { distFolder, stagedApp, stagedElectron, stagedResources } from './paths.mjs';

/** From this Electron on pages from file:// can be treated like any other; the fuse is not in older ones. */
const FILE_PROTOCOL_FUSE_SINCE = 29;

/** What Electron is allowed to do besides running this app; see docs/packaging.md. */
export const FUSES = {
  // On Linux the `losslab` command is this same program as Node; it gives nobody rights that any shell does not give.
  runAsNode: process.platform === 'linux',
  enableNodeOptionsEnvironmentVariable: false,
  enableNodeCliInspectArguments: false,
  enableEmbeddedAsarIntegrityValidation: true,
  onlyLoadAppFromAsar: true,
  // There are no cookies, and the key ring would ask for a password.
  enableCookieEncryption: false,
};

/** Apple's processors run nothing that is not signed at least by nobody in particular. */
const UNSIGNED_MAC = { identity: '-', hardenedRuntime: false };

/**
 * @param {object} job
 * @param {string[]} job.targets electron-builder's names; `dir` alone needs no network
 * @param {string} job.electronVersion
 * @returns {Promise<string[]>} installers made
 */
export async function packageApp({ targets, electronVersion }) {
  return build({
    projectDir: projectRoot,
    targets: Platform.current().createTarget(targets),
    publish: 'never',
    config: builderConfig(electronVersion),
  });
}

/**
 * What electron-builder is told beside electron-builder.yml, which it finds itself (named here as well it would be taken twice).
 * @param {string} electronVersion
 * @returns {import('electron-builder').Configuration}
 */
export function builderConfig(electronVersion) {
  const relative = (/** @type {string} */ folder) => path.relative(projectRoot, folder);
  const hasCertificate = Boolean(process.env.CSC_LINK || process.env.CSC_NAME);
  const newEnough = Number.parseInt(electronVersion, 10) >= FILE_PROTOCOL_FUSE_SINCE;
  return {
    directories: {
      output: relative(distFolder),
      app: relative(stagedApp),
      buildResources: 'build/resources',
    },
    electronVersion,
    electronDist: stagedElectron,
    electronFuses: { ...FUSES, ...(newEnough ? { grantFileProtocolExtraPrivileges: false } : {}) },
    extraResources: [{ from: relative(stagedResources), to: '.' }],
    mac: hasCertificate ? {} : UNSIGNED_MAC,
    // node_modules are laid out already.
    beforeBuild: () => Promise.resolve(false),
  };
}
