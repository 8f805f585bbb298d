/** Reads a run of MLflow's file store: a folder with meta.yaml, params, metrics and tags; any process. */
import { badRecord, SeriesCollector, type ImportedRun } from './importedRun';

/** A run's folder: its files by their path within it, "/" between the parts. */
export type RunFolder = ReadonlyMap<string, Uint8Array>;

const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes ?? new Uint8Array(0));

/** MLflow's states, as a lab says them; what was going on when it was copied has not come to its end. */
const states: Readonly<Record<string, ImportedRun['state']>> = {
  '1': 'interrupted',
  '2': 'interrupted',
  '3': 'completed',
  '4': 'failed',
  '5': 'cancelled',
  RUNNING: 'interrupted',
  SCHEDULED: 'interrupted',
  FINISHED: 'completed',
  FAILED: 'failed',
  KILLED: 'cancelled',
};

/** Whether the files of a folder are those of a run. */
export const isMlflowRun = (paths: Iterable<string>): boolean => {
  const all = [...paths];
  return all.includes('meta.yaml') && all.some((file) => file.startsWith('metrics/'));
};

/** The run of a folder. Throws LabError `bad-file` where it holds no point. */
export function readMlflowRun(folderName: string, files: RunFolder): ImportedRun {
  const meta = flatYaml(text(files.get('meta.yaml')));
  const collector = new SeriesCollector();
  const params: { name: string; value: string }[] = [];
  const tags = new Map<string, string>();
  for (const [file, content] of files) {
    const [kind, ...rest] = file.split('/');
    const name = rest.join('/');
    if (kind === 'metrics') readMetric(name, text(content), collector, file);
    else if (kind === 'params') params.push({ name, value: text(content) });
    else if (kind === 'tags') tags.set(name, text(content));
  }
  if (collector.isEmpty) throw badRecord(folderName, 'there are no metrics in it');
  return {
    kind: 'mlflow',
    fileName: folderName,
    name: tags.get('mlflow.runName') ?? meta.get('run_name') ?? folderName,
    params,
    tags: [],
    notes: tags.get('mlflow.note.content') ?? '',
    state: states[meta.get('status') ?? ''] ?? 'completed',
    series: collector.series(),
  };
}

/** Lines of "timestamp value step"; older ones have no step and count. */
function readMetric(name: string, content: string, collector: SeriesCollector, file: string): void {
  for (const [index, line] of content.split('\n').entries()) {
    const [time, value, step] = line.trim().split(/\s+/);
    if (!time || value === undefined) continue;
    const at = step === undefined ? index : Number(step);
    const number = numberOf(value);
    if (!Number.isSafeInteger(at) || at < 0 || number === null) continue;
    collector.add(name, at, number, Number(time), file);
  }
}

/** As Python writes it. */
function numberOf(value: string): number | null {
  const special: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, '-inf': -Infinity };
  const known = special[value.toLowerCase()];
  if (known !== undefined) return known;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

/** The top level of a YAML file with one value a line, which is all that MLflow writes there. */
function flatYaml(content: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (const line of content.split(/\r?\n/)) {
    const [, key, value = ''] = /^([A-Za-z_][\w.]*):\s*(.*)$/.exec(line) ?? [];
    if (key === undefined) continue;
    const quoted = /^'(.*)'$/.exec(value)?.[1]?.replaceAll("''", "'") ?? /^"(.*)"$/.exec(value)?.[1];
    values.set(key, quoted ?? value);
  }
  return values;
}
