// Where packaging leaves what it makes; everything lies below dist/, which git ignores (packaging, Node).
import path from 'node:path';
import { projectRoot } from '../setup/paths.mjs';

export const distFolder = path.join(projectRoot, 'dist');

/** What goes into a package, laid out before electron-builder takes it. */
export const stageFolder = path.join(distFolder, '.stage');
export const stagedApp = path.join(stageFolder, 'app');
/** Becomes node_modules in the package. */
export const stagedModules = path.join(stagedApp, 'modules');
export const stagedResources = path.join(stageFolder, 'resources');
export const stagedElectron = path.join(stageFolder, 'electron');

export const resourcesFolder = path.join(projectRoot, 'build', 'resources');

/** Where electron-builder leaves the app as it is installed, for the system this runs on. */
export function unpackedFolder() {
  if (process.platform === 'darwin')
    return path.join(distFolder, process.arch === 'arm64' ? 'mac-arm64' : 'mac');
  const system = process.platform === 'win32' ? 'win' : 'linux';
  return path.join(distFolder, `${system}-${process.arch === 'x64' ? '' : `${process.arch}-`}unpacked`);
}
