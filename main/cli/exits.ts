/** `losslab export` and `losslab import`: what is taken out of a database and brought into one; command line. */
import path from 'node:path';
import { modelForms, type ModelForm } from '../../shared/export/forms';
import { LabError } from '../../shared/result';
import type { ExportFormat, Lab } from '../runs/types';
import { findRun } from './findRun';
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
};

const isModel = (form: ExportForm | undefined): form is ModelForm =>
  modelForms.some((model) => model === form);

/** Writes runs: points, a report, a study file, or the trained model of one. */
export function exportCommand(ids: readonly string[], flags: ExportFlags, terminal: Terminal): Exit {
  const { as: form, to, output } = flags;
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
      if (form !== undefined && to !== undefined) await exportAs(lab, runs, form, place(to));
      else {
        const target = output === undefined ? written(terminal.stdout) : place(output);
        const [only = ''] = runs;
        if (runs.length === 1) await lab.runs.export(only, flags.format, target);
        else await lab.exits.points(runs, flags.format, target);
      }
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
  else if (form === 'losslab') await lab.exits.study(runs, place);
  else if (runs.length === 1) await lab.runs.export(only, form, place);
  else await lab.exits.points(runs, form, place);
}

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
      await write(terminal.stdout, `${lines.join('')}${runs.length} imported${present}\n`);
      return 0;
    },
    { training: true },
  );
}
