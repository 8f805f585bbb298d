/** Reads where set-up has put the native parts and MNIST; any Node process of the app or the command line. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from '../shared/zod';

/** What set-up leaves in runtime.json, as far as the lab needs it. */
const schema = z.object({
  sqliteBinding: z.string().nullable(),
  mnistDir: z.string(),
  tensorflow: z.object({ version: z.string().nullable() }),
});

/** Native parts and data, as absolute paths. */
export interface RuntimeParts {
  /** For better-sqlite3's `nativeBinding`; null where its own prebuild fits. */
  readonly sqliteBinding: string | null;
  readonly mnistDirectory: string;
  /** Version of native TensorFlow, null where there is none. */
  readonly tensorflow: string | null;
}

/**
 * Where `runtime.json` is: in the folder of the bundles, or, if that is inside a package's archive, beside the archive with
 * the other files that cannot be inside.
 */
export function runtimeFolder(outFolder: string): string {
  const parent = path.dirname(outFolder);
  return path.basename(parent) === 'app.asar' ? path.dirname(parent) : outFolder;
}

/** The parts listed in `runtime.json` in this folder, whose paths are relative to it. */
export function readRuntimeFile(folder: string): RuntimeParts {
  const file = path.join(folder, 'runtime.json');
  try {
    const { sqliteBinding, mnistDir, tensorflow } = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
    return {
      sqliteBinding: sqliteBinding === null ? null : path.resolve(folder, sqliteBinding),
      mnistDirectory: path.resolve(folder, mnistDir),
      tensorflow: tensorflow.version,
    };
  } catch (error) {
    throw new Error(`The lab is not set up: ${file} is missing or damaged. ${advice(folder)}`, {
      cause: error,
    });
  }
}

/** What helps: in a clone the set-up, in an installed lab only another installation. */
function advice(folder: string): string {
  return path.basename(folder) === 'out' ? 'Run "npm run setup".' : 'Install LossLab again.';
}
