/** `losslab export` and `losslab import`: what is taken out of a database and brought into one; command line. */
import path from 'node:path';
import { modelForms, type ModelForm } from '../../shared/export/forms';
import { LabError } from '../../shared/result';
import type { RunImport } from '../../shared/runs/runImport';
import type { ExportFormat, Lab } from '../runs/types';
import { findRun, findSweep } from './findRun';
import { hasDatabase, withLab, type DatabaseFlags } from './labAccess';
import { write, written, type Terminal } from './terminal';

type Exit = Promise<number>;

/** All forms of `--as`. */
export const exportForms = ['csv', 'json', 'html', 'losslab', ...modelForms] as const;
type ExportForm = (typeof exportForms)[number];

/** Where and how runs are exported. */
export type ExportFlags = DatabaseFlags & {
  readonly format: ExportFormat;
  readonly output?: string;
  readonly as?: ExportForm;
  readonly to?: string;
  /** Whole sweeps, for a study file. */
  readonly sweep?: readonly string[];
  readonly all?: boolean;
  readonly checkpoints?: boolean;
};

const isModel = (form: ExportForm | undefined): form is ModelForm =>
  modelForms.some((model) => model === form);

/** Writes runs: points, a report, a study file, or the trained model of one. */
export function exportCommand(ids: readonly string[], flags: ExportFlags, terminal: Terminal): Exit {
  const { as: form, to, output, all, sweep, checkpoints } = flags;
  if (all || sweep || checkpoints) return exportStudy(ids, flags, terminal);
  if (ids.length === 0)
    throw new LabError('invalid-input', 'Name the runs to export, or --sweep ID, or --all.');
  if (form === undefined ? to !== undefined : output !== undefined)
    throw new LabError('invalid-input', 'Either --format with --output, or --as with --to.');
  if (form !== undefined && to === undefined)
    throw new LabError('invalid-input', `--as ${form} needs a place to write to: --to FILE or FOLDER.`);
  if (isModel(form) && ids.length > 1)
    throw new LabError('invalid-input', 'A model is exported of one run at a time.');
  if (!hasDatabase(flags, terminal))
    throw new LabError('not-found', `There is no run "${ids[0]}"; nothing has been saved yet.`);
  const place = (name: string) => path.resolve(terminal.cwd, name);
  return withLab(
    flags,
    terminal,
    async (lab) => {
      const runs = ids.map((id) => findRun(lab, id).id);
      const file = to ?? output;
      if (form !== undefined && to !== undefined) await exportAs(lab, runs, form, place(to));
      else {
        const target = output === undefined ? written(terminal.stdout) : place(output);
        const [only = ''] = runs;
        if (runs.length === 1) await lab.runs.export(only, flags.format, target);
        else await lab.exits.points(runs, flags.format, target);
      }
      if (file !== undefined) terminal.stderr.write(`${counted(runs.length, 'run')} written to ${file}\n`);
      return 0;
    },
    // The training host knows the data that a model was trained on.
    { training: isModel(form) },
  );
}

async function exportAs(lab: Lab, runs: readonly string[], form: ExportForm, place: string): Promise<void> {
  const [only = ''] = runs;
  if (isModel(form)) await lab.exits.model(only, form, place);
  else if (form === 'html') await lab.exits.report(runs, path.basename(place, path.extname(place)), place);
  else if (form === 'losslab')
    await lab.exits.study({ runs: [...runs], sweeps: [] }, place, { checkpoints: false });
  else if (runs.length === 1) await lab.runs.export(only, form, place);
  else await lab.exits.points(runs, form, place);
}

/** Writes a study file: some runs, whole sweeps, or everything. */
function exportStudy(ids: readonly string[], flags: ExportFlags, terminal: Terminal): Exit {
  const { as: form = 'losslab', to, output, all = false, sweep = [], checkpoints = false } = flags;
  if (form !== 'losslab' || output !== undefined || to === undefined)
    throw new LabError(
      'invalid-input',
      '--all, --sweep and --checkpoints make a study file: --as losslab --to FILE.',
    );
  if (all && ids.length + sweep.length > 0)
    throw new LabError('invalid-input', '--all takes everything: leave the ids out.');
  if (ids.length + sweep.length === 0 && !all)
    throw new LabError('invalid-input', 'Name the runs to export, or --sweep ID, or --all.');
  if (!hasDatabase(flags, terminal))
    throw new LabError('not-found', 'There is nothing to export; nothing has been saved yet.');
  return withLab(flags, terminal, async (lab) => {
    const choice = all
      ? ('everything' as const)
      : {
          runs: ids.map((id) => findRun(lab, id).id),
          sweeps: sweep.map((id) => findSweep(lab, id).id),
        };
    const saved = await lab.exits.study(choice, path.resolve(terminal.cwd, to), { checkpoints });
    for (const sentence of saved.left) terminal.stderr.write(`note: ${sentence}\n`);
    const megabytes = (saved.bytes / 1e6).toFixed(1);
    await write(
      terminal.stdout,
      `${counted(saved.runs, 'run')} and ${counted(saved.sweeps, 'sweep')} written, ${megabytes} MB\n`,
    );
    return 0;
  });
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Takes runs from study files and from what other programs recorded. */
export function importCommand(
  paths: readonly string[],
  flags: DatabaseFlags & { readonly json?: boolean },
  terminal: Terminal,
): Exit {
  return withLab(
    flags,
    terminal,
    async (lab) => {
      const result = await lab.entrances.import(paths.map((file) => path.resolve(terminal.cwd, file)));
      for (const problem of result.problems) terminal.stderr.write(`warning: ${problem}\n`);
      const runs = result.added.map((id) => lab.runs.get(id)).sort((a, b) => a.number - b.number);
      if (flags.json) {
        const told = runs.map(({ id, number, name }) => ({ id, number, name }));
        await write(terminal.stdout, `${JSON.stringify({ ...result, added: told })}\n`);
        return 0;
      }
      const lines = runs.map(({ number, name }) => `#${number} ${name.replace(/\s+/g, ' ')}\n`);
      const present = result.present > 0 ? `; ${result.present} were there already` : '';
      await write(
        terminal.stdout,
        `${lines.join('')}${runs.length} imported${present}\n${othersImported(result)}`,
      );
      return 0;
    },
    { training: true },
  );
}

/** What came beside runs, a line, or nothing. */
function othersImported({ sweeps, presentSweeps, datasets, studies }: RunImport): string {
  const parts = [
    ...(sweeps.length > 0 ? [counted(sweeps.length, 'sweep')] : []),
    ...(datasets > 0 ? [counted(datasets, 'data set')] : []),
    ...(studies > 0 ? [`${studies} ${studies === 1 ? 'study' : 'studies'}`] : []),
  ];
  const there = presentSweeps > 0 ? [`${counted(presentSweeps, 'sweep')} there already`] : [];
  const all = [...(parts.length > 0 ? [`with ${parts.join(', ')}`] : []), ...there];
  return all.length > 0 ? `${all.join('; ')}\n` : '';
}
