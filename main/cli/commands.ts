/** What each command of `losslab` does; command line. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { builtInDatasets } from '../../shared/catalog/datasets';
import { planRun } from '../../shared/config/plan';
import { parseRunConfig, type RunConfig } from '../../shared/config/runConfig';
import type { DatasetInfo } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { chooseDataset, describeBuiltIn, storeDataset, type ChosenDataset } from './chooseDataset';
import { findRun } from './findRun';
import type { RunFlags } from './flags';
import { count, printable, table } from './format';
import { hasDatabase, withLab, type DatabaseFlags } from './labAccess';
import { runHeader, runInWords, runNumberColumns, runRow, runSummary } from './summary';
import { write, type Terminal } from './terminal';
import { configFromFlags, metaFromFlags } from './toConfig';
import { followRun, type ReportFlags } from './train';

/** Exit code of a command. */
type Exit = Promise<number>;

const maxConfigBytes = 1_000_000;

/** Trains a new run. Everything is checked before the database is touched. */
export async function runCommand(flags: RunFlags & DatabaseFlags & ReportFlags, terminal: Terminal): Exit {
  const base = flags.config === undefined ? null : await readConfig(path.resolve(terminal.cwd, flags.config));
  const wanted = flags.dataset ?? base?.dataset.id;
  const options = { name: null, labelColumn: flags.labelColumn ?? null };
  const chosen = wanted === undefined ? null : await chooseDataset(wanted, options, terminal.cwd);
  const described = chosen && (await describe(chosen, flags, terminal));
  const config = configFromFlags(flags, base, described);
  const meta = metaFromFlags(flags);
  if (chosen?.kind === 'built-in') planRun(config, await describeBuiltIn(config.dataset));
  else if (described) planRun(config, described as DatasetInfo);
  return withLab(
    flags,
    terminal,
    async (lab) => {
      if (chosen) await storeDataset(lab, chosen, options);
      return followRun(lab, await lab.runs.start(config, meta), terminal, flags);
    },
    { training: true },
  );
}

/** What standardisation and plan follow from; for a built-in one the numbers are checked later, with the configuration. */
function describe(
  chosen: ChosenDataset,
  flags: DatabaseFlags,
  terminal: Terminal,
): Pick<DatasetInfo, 'id' | 'kind'> | Promise<DatasetInfo> {
  if (chosen.kind === 'file') return chosen.info;
  if (chosen.kind === 'built-in') return { id: chosen.id, kind: chosen.id === 'mnist' ? 'images' : 'points' };
  const missing = new LabError(
    'not-found',
    `There is no imported data set "${chosen.id}"; losslab datasets lists them.`,
  );
  if (!hasDatabase(flags, terminal)) throw missing;
  return withLab(flags, terminal, async (lab) => {
    const found = (await lab.datasets.list()).find(({ id }) => id === chosen.id);
    if (!found) throw missing;
    return found;
  });
}

async function readConfig(file: string): Promise<RunConfig> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new LabError('bad-file', `The configuration "${path.basename(file)}" cannot be read.`, {
      cause: error,
    });
  });
  if (text.length > maxConfigBytes)
    throw new LabError('too-large', `"${path.basename(file)}" is no configuration: it is too long.`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new LabError('bad-file', `The configuration "${path.basename(file)}" is not JSON.`, {
      cause: error,
    });
  }
  return parseRunConfig(value);
}

/** Goes on with a run that was interrupted, has failed or was cancelled. */
export function resumeCommand(id: string, flags: DatabaseFlags & ReportFlags, terminal: Terminal): Exit {
  requireDatabase(id, flags, terminal);
  return withLab(
    flags,
    terminal,
    async (lab) => {
      const { id: runId } = findRun(lab, id);
      return followRun(lab, await lab.runs.control(runId, 'resume'), terminal, flags);
    },
    { training: true },
  );
}

/** Lists all runs, the newest first. */
export async function runsCommand(flags: DatabaseFlags & ReportFlags, terminal: Terminal): Exit {
  const list = hasDatabase(flags, terminal)
    ? await withLab(flags, terminal, (lab) => Promise.resolve([...lab.runs.list()]))
    : [];
  list.sort((a, b) => b.number - a.number);
  if (flags.json) await write(terminal.stdout, `${JSON.stringify(list.map(runSummary))}\n`);
  else if (list.length === 0) await write(terminal.stdout, 'There are no runs yet.\n');
  else await write(terminal.stdout, table(runHeader, list.map(runRow), runNumberColumns));
  return 0;
}

/** Shows one run. */
export function showCommand(id: string, flags: DatabaseFlags & ReportFlags, terminal: Terminal): Exit {
  requireDatabase(id, flags, terminal);
  return withLab(flags, terminal, async (lab) => {
    const run = findRun(lab, id);
    await write(terminal.stdout, flags.json ? `${JSON.stringify(runSummary(run))}\n` : runInWords(run));
    return 0;
  });
}

/** Lists data sets. */
export async function datasetsCommand(flags: DatabaseFlags & ReportFlags, terminal: Terminal): Exit {
  const list = hasDatabase(flags, terminal)
    ? await withLab(flags, terminal, (lab) => lab.datasets.list())
    : await Promise.all(builtInDatasets.map(({ id }) => describeBuiltIn({ id, params: {} })));
  if (flags.json) {
    await write(terminal.stdout, `${JSON.stringify(list)}\n`);
    return 0;
  }
  const rows = list.map((info) => [
    info.id,
    printable(info.name),
    info.kind,
    count(info.rows),
    info.featureShape.join(' × '),
    count(info.classNames.length),
    info.givenTrainRows === null
      ? ''
      : `${count(info.givenTrainRows)} + ${count(info.rows - info.givenTrainRows)}`,
    info.hash.slice(0, 12),
  ]);
  const header = ['ID', 'NAME', 'KIND', 'ROWS', 'FEATURES', 'CLASSES', 'SPLIT', 'HASH'];
  await write(terminal.stdout, table(header, rows, [3, 5]));
  return 0;
}

function requireDatabase(id: string, flags: DatabaseFlags, terminal: Terminal): void {
  if (!hasDatabase(flags, terminal))
    throw new LabError('not-found', `There is no run "${id}"; nothing has been saved yet.`);
}
