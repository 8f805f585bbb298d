/** `losslab worker`: this machine trains trials of sweeps that other machines have started; command line. */
import os from 'node:os';
import path from 'node:path';
import type { ClusterPlace } from '../../shared/cluster/status';
import { LabError } from '../../shared/result';
import { addressOf } from '../cluster/address';
import { ClusterLink, memoryProblem } from '../cluster/link';
import { TrainingMachine } from '../cluster/machine';
import { makeSeal, readKeyFile } from '../cluster/seal';
import { labDataFolder } from '../paths';
import { suggestedRuns, thisMachine } from '../sweep/concurrency';
import { nodeHostLauncher } from '../trainer/launchNode';
import { onInterruption } from './interruption';
import { findRuntime, trainerFolder } from './labAccess';
import type { Terminal } from './terminal';

/** Options of every command that reaches other machines. */
export interface ClusterFlags {
  readonly redis?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
}

export interface WorkerFlags extends ClusterFlags {
  readonly workers?: number;
  readonly name?: string;
}

const mostWorkers = 1024;
/** Where the address may stand instead of the command line, which every user of a machine can read. */
const urlVariable = 'LOSSLAB_REDIS';

/** The place that is meant, or null where none is named on the command line (or, if `orVariable`, in the environment). */
export function clusterPlace(
  { redis, keyFile, caFile }: ClusterFlags,
  { env, cwd }: Terminal,
  { orVariable }: { readonly orVariable: boolean },
): ClusterPlace | null {
  // `--redis env`: the address with its password is in the environment.
  const url = redis === 'env' || (redis === undefined && orVariable) ? env[urlVariable] : redis;
  if (redis === 'env' && !url)
    throw new LabError('invalid-input', `--redis env needs ${urlVariable} in the environment.`);
  if (!url) {
    if (keyFile !== undefined || caFile !== undefined)
      throw new LabError(
        'invalid-input',
        `${keyFile === undefined ? '--ca-file' : '--key-file'} needs --redis.`,
      );
    return null;
  }
  const fileOf = (named: string | undefined) => (named === undefined ? null : path.resolve(cwd, named));
  const place = { url, keyFile: fileOf(keyFile), caFile: fileOf(caFile) };
  addressOf(place);
  return place;
}

/** Takes trials until it is interrupted; what it trains then is handed back with a checkpoint. Returns the exit code. */
export async function workerCommand(flags: WorkerFlags, terminal: Terminal): Promise<number> {
  const place = clusterPlace(flags, terminal, { orVariable: true });
  if (!place)
    throw new LabError(
      'invalid-input',
      `--redis is missing: where the trials come from (or ${urlVariable}).`,
    );
  const places = placesOf(flags);
  const runtime = findRuntime();
  const say = (line: string) => void terminal.stderr.write(`${line}\n`);
  const seal = makeSeal(place.keyFile === null ? null : readKeyFile(place.keyFile));
  const link = await ClusterLink.open(addressOf(place), seal);
  const name = flags.name?.trim() || os.hostname();
  const machine = new TrainingMachine({
    ...{ link, places, name, say },
    launch: nodeHostLauncher(trainerFolder),
    tensorflow: runtime.tensorflow,
    mnistDirectory: runtime.mnistDirectory,
    dataFolder: path.join(labDataFolder(terminal.env), 'cluster-data'),
  });
  let interrupt!: () => void;
  const interrupted = new Promise<void>((resolve) => (interrupt = resolve));
  const stopListening = onInterruption(interrupt);
  try {
    await machine.start();
    say(
      `${name} takes trials from ${link.address.shown}: ${places} side by side, ${seal.fingerprint === '' ? 'unsigned' : 'signed with the shared key'}.`,
    );
    const problem = memoryProblem(link.address.shown, link.facts.memory);
    if (problem !== null) say(problem);
    await interrupted;
    say('Handing back what is being trained…');
    return 0;
  } finally {
    await machine.stop();
    link.close();
    stopListening();
  }
}

function placesOf({ workers }: WorkerFlags): number {
  if (workers === undefined) return suggestedRuns(thisMachine());
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers))
    throw new LabError('invalid-input', `--workers must be a whole number from 1 to ${mostWorkers}.`);
  return workers;
}
