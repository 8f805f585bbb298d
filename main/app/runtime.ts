/** Where the native parts are: laid out by set-up in a clone, inside the package in an installed app; main process. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { app } from 'electron';
import { z } from '../../shared/zod';

/** What set-up leaves in out/runtime.json, as far as the app needs it. */
const runtimeSchema = z.object({
  sqliteBinding: z.string().nullable(),
  mnistDir: z.string(),
  tensorflow: z.object({ version: z.string().nullable(), native: z.boolean() }),
});

/** Where native parts and data are. */
export interface LabRuntime {
  /** For better-sqlite3's `nativeBinding`; null where its own prebuild fits. */
  readonly sqliteBinding: string | null;
  readonly mnistDirectory: string;
  readonly tensorflow: { readonly version: string | null; readonly native: boolean };
}

export function findRuntime(): LabRuntime {
  // In a package, build/afterPack leaves the same file beside the native parts, with paths relative to it.
  const root = app.isPackaged ? process.resourcesPath : path.join(app.getAppPath(), 'out');
  const file = path.join(root, 'runtime.json');
  let parsed: z.output<typeof runtimeSchema>;
  try {
    parsed = runtimeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    throw new Error(`The lab is not set up: ${file} is missing or damaged. Run "npm run setup".`, {
      cause: error,
    });
  }
  return {
    sqliteBinding: parsed.sqliteBinding === null ? null : path.resolve(root, parsed.sqliteBinding),
    mnistDirectory: path.resolve(root, parsed.mnistDir),
    tensorflow: parsed.tensorflow,
  };
}
