/** Lists studies, runs one to its end and reports it row by row; command line. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { builtInStudies } from '../../shared/study/builtIn';
import { reportHtml } from '../../shared/study/html/reportHtml';
import { checkStudyOptions, planStudy, type StudyOptions } from '../../shared/study/plan';
import type { StudyReport } from '../../shared/study/report';
import { rowsOf, type Study } from '../../shared/study/studyFile';
import type { Lab } from '../runs/types';
import { StudyReports } from '../study/collectReport';
import { StudyExecution } from '../study/studyExecution';
import { readStudyFile } from '../study/studyLibrary';
import { writeWhole } from '../export/files';
import { count, printable, table } from './format';
import { withLab, type DatabaseFlags } from './labAccess';
import { showStudyProgress } from './studyProgress';
import { reportInWords, reportObject } from './studySummary';
import { write, type Terminal } from './terminal';
import type { ReportFlags } from './train';

export interface StudyFlags extends DatabaseFlags, ReportFlags {
  readonly fraction: number;
  readonly seeds?: number;
  readonly rows?: readonly string[];
  /** Where to write the report as a page. */
  readonly html?: string;
  /** Runs side by side. */
  readonly parallel: number;
}

const mostParallel = 64;

/** `losslab study <name>`; everything is checked before the database is touched. Returns the exit code. */
export async function studyCommand(name: string, flags: StudyFlags, terminal: Terminal): Promise<number> {
  if (name === 'list') return listStudies(flags, terminal);
  const study = await findStudy(name, terminal);
  const options = { fraction: flags.fraction, seeds: flags.seeds ?? null, rows: flags.rows ?? null };
  checkStudyOptions(study, options);
  const { parallel } = flags;
  if (!(Number.isInteger(parallel) && parallel >= 1 && parallel <= mostParallel))
    throw new LabError('invalid-input', `--parallel must be a whole number from 1 to ${mostParallel}.`);
  const htmlFile = flags.html === undefined ? null : await placeForHtml(flags.html, terminal);
  const report = await withLab(flags, terminal, (lab) => carryOut(lab, study, options, flags, terminal), {
    training: true,
    concurrentRuns: parallel,
  });
  if (report === null) return 1;
  if (htmlFile !== null) await writeWhole(htmlFile, [reportHtml(report)]);
  const text = flags.json ? `${JSON.stringify(reportObject(report))}\n` : reportInWords(report);
  await write(terminal.stdout, text);
  return report.totals.done === report.totals.planned ? 0 : 1;
}

/** Where the page goes; refused before hours of training rather than after. */
async function placeForHtml(html: string, { cwd }: Terminal): Promise<string> {
  const file = path.resolve(cwd, html);
  const isDirectory = (name: string) =>
    stat(name).then(
      (found) => found.isDirectory(),
      () => false,
    );
  if (html === '' || (await isDirectory(file)))
    throw new LabError('invalid-input', '--html needs the name of a file.');
  if (!(await isDirectory(path.dirname(file))))
    throw new LabError('invalid-input', `There is no folder "${path.dirname(html)}" to write the page into.`);
  return file;
}

/** null where it was interrupted. */
async function carryOut(
  lab: Lab,
  study: Study,
  options: StudyOptions,
  flags: StudyFlags,
  terminal: Terminal,
): Promise<StudyReport | null> {
  const display = showStudyProgress(terminal, flags.quiet === true);
  const execution = new StudyExecution(lab, study, options, flags.parallel, display.update);
  try {
    const { problems } = await execution.run();
    display.stop();
    for (const { rowId, message } of problems) terminal.stderr.write(`${rowId}: ${printable(message)}\n`);
    return await new StudyReports(lab).collect(study, options);
  } catch (error) {
    display.stop();
    if (!(error instanceof LabError && error.code === 'cancelled')) throw error;
    terminal.stderr.write('The study was interrupted; the same command goes on where it stopped.\n');
    return null;
  }
}

/** A built-in study by its id, or one from a file. */
async function findStudy(name: string, { cwd }: Terminal): Promise<Study> {
  const builtIn = builtInStudies().find(({ id }) => id === name);
  if (builtIn) return builtIn;
  const file = path.resolve(cwd, name);
  if (!existsSync(file)) {
    const known = builtInStudies().map(({ id }) => id);
    throw new LabError(
      'invalid-input',
      `There is no study or file "${name}"; built in: ${known.join(', ')}. losslab study list shows them.`,
    );
  }
  return readStudyFile(file);
}

async function listStudies(flags: StudyFlags, terminal: Terminal): Promise<number> {
  const list = builtInStudies().map((study) => {
    const runs = planStudy(study, { fraction: 1, seeds: null, rows: null });
    return {
      id: study.id,
      title: study.title,
      summary: study.summary,
      rows: rowsOf(study).map(({ id, title, figure }) => ({ id, title, figure })),
      runs: runs.length,
      epochs: runs.reduce((sum, { config }) => sum + config.training.epochs, 0),
    };
  });
  if (flags.json) {
    await write(terminal.stdout, `${JSON.stringify(list)}\n`);
    return 0;
  }
  const header = ['ID', 'TITLE', 'ROWS', 'RUNS', 'EPOCHS'];
  const cells = list.map(({ id, title, rows, runs, epochs }) => [
    id,
    title,
    count(rows.length),
    count(runs),
    count(epochs),
  ]);
  await write(terminal.stdout, table(header, cells, [2, 3, 4]));
  for (const { id, rows } of list) {
    await write(terminal.stdout, `\nRows of ${id}:\n`);
    const lines = rows.map((row) => [`  ${row.id}`, row.title, row.figure]);
    await write(terminal.stdout, table(['  ROW', 'TITLE', 'FIGURE'], lines, []));
  }
  return 0;
}
