/** Chosen runs as one HTML page that needs nothing else: results, curves, what differs, each run's settings; runs anywhere. */
import { knownConfig, knownElapsedMs, type Evaluation, type RunMeasure, type RunRecord } from '../runs/run';
import { curveOf, type Curve } from '../study/curve';
import { svgOf } from '../study/html/svg';
import { htmlPage } from '../study/html/page';
import { markup, nothing, type Markup } from '../study/html/markup';
import { durationInWords, formatCount, inWords, measureLabels, quantity } from '../study/words';
import { currentValue, sweepFields } from '../sweep/fields';
import { lookOf, runFigure, runStyle, type RunLine } from './runFigure';

/** A run with what its figures need. */
export interface ReportedRun {
  readonly run: RunRecord;
  readonly curve: Curve | null;
  readonly evaluations: readonly Evaluation[];
}

export { curveOf };

/** More curves than this cannot be told apart, and would make a page that nobody can open. */
export const reportLimits = { maxRuns: 500, curveColumns: 500 } as const;

/** The whole page. Everything that users or files can name is escaped. */
export function selectionHtml(title: string, runs: readonly ReportedRun[], generatedAt: number): string {
  const records = runs.map(({ run }) => run);
  const names = namesOf(records);
  const body = markup`<main>
<header>
<h1>${title}</h1>
<p class="lead">${quantity(runs.length, 'run')} from LossLab.</p>
${facts(records, generatedAt)}
</header>
<section>
<h2>Results</h2>
${resultTable(runs)}
</section>
<section>
<h2>Curves</h2>
${legend(records, names)}
${figures(runs, names)}
<p class="under">The loss is that of every step’s batch: of each column of the picture the first, least, greatest and last are drawn, so no peak is left out. Errors and the other losses were measured at the evaluations.</p>
</section>
${differences(records)}
<section>
<h2>Every run</h2>
${runs.map(({ run }) => details(run))}
</section>
<footer>Made by LossLab.</footer>
</main>`;
  return htmlPage(title, body, runStyle + listStyle);
}

const listStyle = `
.swatch { display: inline-block; width: 22px; height: 12px; vertical-align: -1px; margin-right: 6px; }
details { border-bottom: 1px solid var(--hairline); padding: 6px 0; }
summary { cursor: pointer; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 12px 'JetBrains Mono Variable', ui-monospace, monospace; }
`;

const swatch = (number: number): Markup =>
  markup`<svg class="swatch" viewBox="0 0 22 12" aria-hidden="true"><path class="${lookOf(number)}" d="M1 6H21"/></svg>`;

/** How long it was trained, where that was kept. */
function timeOf(run: RunRecord): string {
  const elapsedMs = knownElapsedMs(run);
  return elapsedMs === null ? '–' : durationInWords(elapsedMs);
}

function facts(runs: readonly RunRecord[], generatedAt: number): Markup {
  const distinct = (of: (run: RunRecord) => string) => [...new Set(runs.map(of))].filter(Boolean);
  const machines = distinct(({ environment }) =>
    environment ? `${environment.cpu}, ${environment.cores} cores, LossLab ${environment.losslab}` : '',
  );
  const trained = runs.reduce((sum, { elapsedMs }) => sum + elapsedMs, 0);
  const list: readonly (readonly [string, string])[] = [
    ['Made', `${new Date(generatedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC`],
    ['Data', distinct(({ datasetName }) => datasetName).join('; ')],
    ['Steps', formatCount(runs.reduce((sum, { step }) => sum + step, 0))],
    ['Time', `${durationInWords(trained)} of training`],
    ['Machine', machines.join('; ')],
  ];
  const shown = list.filter(([, text]) => text !== '');
  return markup`<dl class="meta">${shown.map(([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

const measures = ['testError', 'trainError', 'testLoss', 'trainLoss'] as const;
const unitOf = (measure: RunMeasure): '%' | '' => (measure.endsWith('Error') ? '%' : '');
const valueOf = ({ result, latest }: RunRecord, measure: (typeof measures)[number]): number | null =>
  result?.[measure] ?? latest?.[measure] ?? null;

function resultTable(runs: readonly ReportedRun[]): Markup {
  const records = runs.map(({ run }) => run);
  const known = measures.filter((measure) => records.some((run) => valueOf(run, measure) !== null));
  const header = [
    'Run',
    'Name',
    'State',
    'Epochs',
    'Steps',
    ...known.map((measure) => measureLabels[measure]),
    'Time',
  ];
  const isNumber = (column: number) => column > 2;
  const best = new Map(
    known.map((measure) => [measure, Math.min(...records.map((run) => valueOf(run, measure) ?? Infinity))]),
  );
  const cell = (run: RunRecord, measure: (typeof measures)[number]): Markup => {
    const value = valueOf(run, measure);
    const text = inWords(value, unitOf(measure));
    return markup`<td class="number">${value !== null && value === best.get(measure) ? markup`<b>${text}</b>` : text}</td>`;
  };
  return markup`<div class="scroll"><table>
<thead><tr>${header.map((name, i) => (isNumber(i) ? markup`<th class="number">${name}</th>` : markup`<th>${name}</th>`))}</tr></thead>
<tbody>${records.map(
    (
      run,
    ) => markup`<tr><td class="nowrap">${swatch(run.number)}#${run.number}</td><td>${run.name}${run.tags.length > 0 ? markup`<small>${run.tags.join(', ')}</small>` : nothing}</td><td>${run.state}${run.origin ? markup`<small>imported from ${run.origin.fileName}</small>` : nothing}</td>
<td class="number">${formatCount(run.epoch)}</td><td class="number">${formatCount(run.step)}</td>${known.map((measure) => cell(run, measure))}<td class="number">${timeOf(run)}</td></tr>
`,
  )}</tbody></table></div>
<p class="under">The least value of each column is bold; whether it is less than another by more than chance is not said here.</p>`;
}

function legend(runs: readonly RunRecord[], names: ReadonlyMap<string, string>): Markup {
  return markup`<p class="key">${runs.map((run) => markup`<span>${swatch(run.number)}#${run.number} ${names.get(run.id) ?? run.name}</span>`)}</p>`;
}

function figures(runs: readonly ReportedRun[], names: ReadonlyMap<string, string>): Markup {
  const shown = [
    runFigure(
      runs.flatMap((one) => lossLine(one, names)),
      { title: 'Loss of each step', xLabel: 'epoch', unit: '' },
    ),
    ...measures.map((measure) =>
      runFigure(
        runs.map((one) => evaluationLine(one, measure, names)),
        { title: measureLabels[measure], xLabel: 'epoch', unit: unitOf(measure) },
      ),
    ),
  ];
  return markup`${shown.map((figure) => (figure ? markup`<figure class="wide">${svgOf(figure)}</figure>` : nothing))}`;
}

function lossLine({ run, curve }: ReportedRun, names: ReadonlyMap<string, string>): RunLine[] {
  if (!curve) return [];
  const xs = curve.steps.map((step) => step / Math.max(1, run.stepsPerEpoch));
  return [{ number: run.number, name: names.get(run.id) ?? run.name, xs, ys: curve.losses }];
}

function evaluationLine(
  { run, evaluations }: ReportedRun,
  measure: (typeof measures)[number],
  names: ReadonlyMap<string, string>,
): RunLine {
  const points = evaluations.filter((one) => one[measure] !== null);
  return {
    ...{ number: run.number, name: names.get(run.id) ?? run.name },
    xs: points.map(({ epoch }) => epoch),
    ys: points.map((one) => one[measure] as number),
  };
}

/** Settings by name, as far as they are known. */
function settingsOf(run: RunRecord): ReadonlyMap<string, string> {
  const config = knownConfig(run);
  if (!config) return new Map(run.origin?.params.map(({ name, value }) => [name, value]));
  const settings = new Map<string, string>([['Data set', run.datasetName]]);
  for (const { path, label } of sweepFields) {
    const value = currentValue(config, path);
    if (value !== undefined && path !== 'dataset.id')
      settings.set(label, value === null ? '–' : String(value as string | number | boolean));
  }
  settings.set('Seed', String(config.seed));
  return settings;
}

/** Names of the settings that are not the same in all runs, and every run's settings. */
function differingSettings(runs: readonly RunRecord[]) {
  const all = runs.map(settingsOf);
  const names = [...new Set(all.flatMap((settings) => [...settings.keys()]))];
  const differing = names.filter((name) => new Set(all.map((settings) => settings.get(name))).size > 1);
  return { all, differing };
}

/** More settings than this make a name that nobody reads. */
const mostInName = 3;

/** What each run is called in a legend, by id: its name, and where others have the same, what differs. */
function namesOf(runs: readonly RunRecord[]): ReadonlyMap<string, string> {
  const { all, differing } = differingSettings(runs);
  const isAlone = new Set(runs.map(({ name }) => name)).size === runs.length;
  return new Map(
    runs.map((run, i): [string, string] => {
      const told = differing.slice(0, mostInName).map((name) => `${name} ${all[i]?.get(name) ?? '–'}`);
      return [run.id, isAlone ? run.name : [run.name, ...told].join(', ')];
    }),
  );
}

function differences(runs: readonly RunRecord[]): Markup {
  const { all, differing } = differingSettings(runs);
  if (runs.length < 2 || differing.length === 0) return nothing;
  return markup`<section>
<h2>What differs</h2>
<div class="scroll"><table>
<thead><tr><th>Run</th>${differing.map((name) => markup`<th>${name}</th>`)}</tr></thead>
<tbody>${runs.map(
    (
      run,
      i,
    ) => markup`<tr><td class="nowrap">${swatch(run.number)}#${run.number}</td>${differing.map((name) => markup`<td>${all[i]?.get(name) ?? '–'}</td>`)}</tr>
`,
  )}</tbody></table></div>
</section>`;
}

function details(run: RunRecord): Markup {
  const config = knownConfig(run);
  const settings = config ?? Object.fromEntries(settingsOf(run));
  return markup`<details><summary>${swatch(run.number)}#${run.number} ${run.name}</summary>
<dl class="meta"><dt>Id</dt><dd><code>${run.id}</code></dd>
<dt>Data</dt><dd>${run.datasetName}${run.datasetHash ? markup` <code>${run.datasetHash}</code>` : nothing}</dd>
${run.stateReason ? markup`<dt>State</dt><dd>${run.state}: ${run.stateReason}</dd>` : nothing}
${run.notes ? markup`<dt>Notes</dt><dd>${run.notes}</dd>` : nothing}</dl>
<pre>${JSON.stringify(settings, null, 2)}</pre></details>
`;
}
