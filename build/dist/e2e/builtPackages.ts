/** Finds what `npm run dist` has made (tests, Node). */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../setup/paths.mjs';
import { distFolder } from '../paths.mjs';

/** The package of this version for this machine. */
export function builtPackage(kind: '.tar.gz' | '.deb'): string {
  const { name, version } = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const file = path.join(
    distFolder,
    kind === '.deb'
      ? `${name}_${version}_${process.arch === 'x64' ? 'amd64' : process.arch}.deb`
      : `${name}-${version}-linux-${process.arch}.tar.gz`,
  );
  if (!existsSync(file))
    throw new Error(`there is no ${path.relative(projectRoot, file)}; run "npm run dist"`);
  return file;
}
