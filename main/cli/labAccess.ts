/** How a command gets at the lab: which database, with or without a training host; command line. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ClusterPlace } from '../../shared/cluster/status';
import { LabError } from '../../shared/result';
import { databaseFileIn, labDataFolder, studyFolderIn } from '../paths';
import { startTrainer } from '../runs/clientPort';
import { createLab } from '../runs/lab';
import { noTrainer } from '../runs/noTrainer';
import type { Lab } from '../runs/types';
import { readRuntimeFile, runtimeFolder, type RuntimeParts } from '../runtimeFile';
import { nodeHostLauncher } from '../trainer/launchNode';
import { onInterruption } from './interruption';
import type { Terminal } from './terminal';

/** Options that every command with a database has. */
export interface DatabaseFlags {
  readonly db?: string;
}

/** The bundles are in out/cli and out/trainer. */
const outFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The bundled training host. */
export const trainerFolder = path.join(outFolder, 'trainer');

export const findRuntime = (): RuntimeParts => readRuntimeFile(runtimeFolder(outFolder));

/** The database that is meant: the one named, or the app's own. */
export function databaseFile({ db }: DatabaseFlags, { env, cwd }: Terminal): string {
  if (db === '') throw new LabError('invalid-input', '--db needs the name of a file.');
  return db === undefined ? databaseFileIn(labDataFolder(env)) : path.resolve(cwd, db);
}

/** Whether the database is there; refuses a named one that is not, as nothing could be found in it. */
export function hasDatabase(flags: DatabaseFlags, terminal: Terminal): boolean {
  const file = databaseFile(flags, terminal);
  if (existsSync(file)) return true;
  if (flags.db === undefined) return false;
  throw new LabError('not-found', `There is no database "${flags.db}".`);
}

/** Opens the lab, uses it and closes it, whatever happens. */
export async function withLab<T>(
  flags: DatabaseFlags,
  terminal: Terminal,
  use: (lab: Lab) => Promise<T>,
  {
    training = false,
    concurrentRuns = 1,
    cluster = null,
  }: {
    readonly training?: boolean;
    readonly concurrentRuns?: number | null;
    /** Where sweeps are trained; null: here. */
    readonly cluster?: ClusterPlace | null;
  } = {},
): Promise<T> {
  const runtime = findRuntime();
  const file = databaseFile(flags, terminal);
  const lab = createLab({
    databaseFile: file,
    nativeBinding: runtime.sqliteBinding,
    mnistDirectory: runtime.mnistDirectory,
    launchTrainer: training
      ? () => startTrainer({ launch: nodeHostLauncher(trainerFolder), tensorflow: runtime.tensorflow })
      : noTrainer,
    processName: 'the losslab command',
    cluster,
    // The lab's own database only: beside another file nobody expects a folder of backups.
    ...(flags.db === undefined ? { studyFolder: studyFolderIn(path.dirname(file)) } : {}),
    ...(training && flags.db === undefined
      ? { careThread: path.join(outFolder, 'cli', 'careThread.cjs') }
      : {}),
    // null: as the settings say.
    ...(concurrentRuns === null ? {} : { concurrentRuns }),
  });
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= lab.close());
  // What is being trained is checkpointed and marked interrupted.
  const stopListening = onInterruption(() => void close());
  try {
    await lab.cluster.ready();
    return await use(lab);
  } finally {
    await close();
    stopListening();
  }
}
