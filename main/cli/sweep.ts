/** Starts sweeps from files, goes on with them and shows how they stand; command line. */
import path from 'node:path';
import { LabError } from '../../shared/result';
import type { SweepRecord } from '../../shared/sweep/record';
import { sweepJsonSchema } from '../../shared/sweep/sweepFile';
import type { Lab } from '../runs/types';
import { readSweepFile } from '../sweep/readSweepFile';
import { findSweep } from './findRun';
import { hasDatabase, withLab, type DatabaseFlags } from './labAccess';
import { showSweep } from './sweepProgress';
import { lineObjects, sweepInWords, sweepObject } from './sweepSummary';
import { write, type Terminal } from './terminal';
import { clusterPlace, type ClusterFlags } from './worker';
import type { ReportFlags } from './train';

export interface SweepFlags extends DatabaseFlags, ReportFlags, ClusterFlags {
  /** Runs side by side; left out: as many as the lab thinks best. */
  readonly workers?: number;
}

const mostWorkers = 64;

/** `losslab sweep FILE`: everything is checked before the database is touched. Returns the exit code. */
export async function sweepCommand(file: string, flags: SweepFlags, terminal: Terminal): Promise<number> {
  const options = trainingOptions(flags, terminal);
  const sweep = await tellingAll(terminal, () => readSweepFile(path.resolve(terminal.cwd, file)));
  return withLab(
    flags,
    terminal,
    async (lab) => follow(lab, await tellingAll(terminal, () => lab.sweeps.start(sweep)), flags, terminal),
    options,
  );
}

/** `losslab sweep resume ID`. */
export async function sweepResumeCommand(id: string, flags: SweepFlags, terminal: Terminal): Promise<number> {
  const options = trainingOptions(flags, terminal);
  requireDatabase(id, flags, terminal);
  return withLab(
    flags,
    terminal,
    async (lab) => {
      const { id: sweepId } = findSweep(lab, id);
      return follow(lab, await lab.sweeps.control(sweepId, 'resume'), flags, terminal);
    },
    options,
  );
}

/** `losslab sweep status [ID]`: one sweep with its lines, or all of them. */
export async function sweepStatusCommand(
  id: string | undefined,
  flags: SweepFlags,
  terminal: Terminal,
): Promise<number> {
  if (id !== undefined) requireDatabase(id, flags, terminal);
  else if (!hasDatabase(flags, terminal)) {
    await write(terminal.stdout, flags.json ? '[]\n' : 'There are no sweeps yet.\n');
    return 0;
  }
  return withLab(flags, terminal, async (lab) => {
    if (id === undefined) {
      const records = lab.sweeps.list();
      const text = records.map(sweepInWords).join('\n') || 'There are no sweeps yet.\n';
      await write(terminal.stdout, flags.json ? `${JSON.stringify(records.map(sweepObject))}\n` : text);
      return 0;
    }
    const { id: sweepId } = findSweep(lab, id);
    const detail = lab.sweeps.get(sweepId);
    const text = flags.json
      ? `${JSON.stringify({ ...sweepObject(detail.record), lines: lineObjects(detail) })}\n`
      : sweepInWords(detail.record);
    await write(terminal.stdout, text);
    return 0;
  });
}

/** `losslab schema sweep`: the JSON schema of sweep files. */
export async function schemaCommand(what: string, terminal: Terminal): Promise<number> {
  if (what !== 'sweep') throw new LabError('invalid-input', `There is no schema "${what}"; known is: sweep.`);
  await write(terminal.stdout, `${JSON.stringify(sweepJsonSchema(), null, 2)}\n`);
  return 0;
}

async function follow(lab: Lab, sweep: SweepRecord, flags: SweepFlags, terminal: Terminal): Promise<number> {
  const display = showSweep(lab, sweep, terminal, flags);
  let ended: SweepRecord;
  try {
    ended = await lab.sweeps.settled(sweep.id);
  } finally {
    display.stop();
  }
  const text = flags.json
    ? `${JSON.stringify({ type: 'finished', ...sweepObject(ended) })}\n`
    : sweepInWords(ended);
  await write(terminal.stdout, text);
  if (ended.state === 'completed') return ended.counts.failed > 0 ? 1 : 0;
  terminal.stderr.write(
    `The sweep is ${ended.state}; go on with: losslab sweep resume ${ended.id}${flags.db === undefined ? '' : ` --db ${flags.db}`}\n`,
  );
  return 1;
}

/** What goes wrong with a file may be several things: all of them are told, the first with the error itself. */
async function tellingAll<T>(terminal: Terminal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LabError)
      for (const { path: key, message } of error.issues?.slice(1, 20) ?? [])
        terminal.stderr.write(`error: ${key ? `${key}: ` : ''}${message}\n`);
    throw error;
  }
}

function trainingOptions(flags: SweepFlags, terminal: Terminal) {
  const { workers } = flags;
  const cluster = clusterPlace(flags, terminal, { orVariable: false });
  if (cluster && workers !== undefined)
    throw new LabError('invalid-input', 'With --redis each machine says itself how many --workers it has.');
  if (workers === undefined) return { training: true, concurrentRuns: null, cluster };
  if (!(Number.isInteger(workers) && workers >= 1 && workers <= mostWorkers))
    throw new LabError('invalid-input', `--workers must be a whole number from 1 to ${mostWorkers}.`);
  return { training: true, concurrentRuns: workers, cluster };
}

function requireDatabase(id: string, flags: DatabaseFlags, terminal: Terminal): void {
  if (!hasDatabase(flags, terminal))
    throw new LabError('not-found', `There is no sweep "${id}"; nothing has been saved yet.`);
}
