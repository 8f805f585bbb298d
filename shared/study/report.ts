/** What a study has come to: each row's own figures beside the published ones, with verdicts; runs anywhere. */
import { lossOf } from '../catalog/losses';
import { canonicalConfig } from '../config/runConfig';
import type { BoundarySnapshot, Evaluation, RunState } from '../runs/run';
import { asCost, valueOfRun } from '../sweep/objective';
import type { Curve } from './curve';
import { findingsOf, type Finding } from './findings';
import type { PlannedRun, StudyOptions } from './plan';
import { pooledSpread, sampleOf, verdictOn, type Sample, type Spread, type Verdict } from './spread';
import type { Measure, Published, Study, StudyRow } from './studyFile';

/** What is known of a planned run. */
export interface RunFacts {
  readonly planned: PlannedRun;
  /** The classes of its data set, and the outputs of its network. */
  readonly classes: number;
  readonly outputUnits: number;
  /** null: it has not been made yet. */
  readonly run: RunOutcome | null;
}

/** A run that answers a plan, finished or not. */
export interface RunOutcome {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly state: RunState;
  readonly stateReason: string | null;
  readonly step: number;
  readonly epoch: number;
  readonly totalSteps: number;
  readonly parameterCount: number;
  /** Time spent training, milliseconds. */
  readonly elapsedMs: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
  /** "Intel …, 2 cores, native graph-xla", or null before it has started. */
  readonly machine: string | null;
  readonly values: Readonly<Record<Measure, number | null>>;
  readonly evaluations: readonly Evaluation[];
  readonly curve: Curve | null;
  readonly boundary: BoundarySnapshot | null;
}

/** The points of a 2-D data set, for pictures. */
export interface PlanePoints {
  readonly features: ArrayLike<number>;
  readonly labels: ArrayLike<number>;
}

/** A run as the report lists it. */
export interface RunLine {
  readonly rowId: string;
  readonly seed: number;
  readonly varied: string;
  readonly member: number;
  readonly epochs: number;
  readonly run: Omit<RunOutcome, 'evaluations' | 'curve' | 'boundary'> | null;
}

/** A published figure beside the lab's own. */
export interface Comparison extends Published {
  /** Mean over seeds. */
  readonly own: number | null;
  readonly seeds: number;
  /** Own minus published. */
  readonly difference: number | null;
  readonly verdict: Verdict;
  /** Largest difference that is still noise, in the measure's unit. */
  readonly band: number | null;
  /** Where the spread comes from: so many degrees of freedom of the row's own seeds or of the whole study's. */
  readonly spread: (Spread & { readonly of: 'row' | 'study' }) | null;
}

export interface RowReport {
  readonly id: string;
  readonly title: string;
  readonly figure: string;
  readonly note: string;
  readonly epochs: number;
  readonly isFullLength: boolean;
  readonly hiddenUnits: readonly number[];
  readonly lossId: string;
  /** The least value the loss can take with so many outputs. */
  readonly floor: number;
  readonly classes: number;
  readonly outputUnits: number;
  /** Every run of the row that the study asks for. */
  readonly runs: readonly RunLine[];
  readonly done: number;
  /** Means over the seeds of the row's (best) configuration. */
  readonly own: Readonly<Record<Measure, Sample | null>>;
  /** Of a sweep: what the best configuration has, in words. */
  readonly best: string;
  readonly lowestLoss: number | null;
  readonly comparisons: readonly Comparison[];
  readonly curve: Curve | null;
  readonly boundary: BoundarySnapshot | null;
  /** The points under the boundary. */
  readonly points: PlanePoints | null;
}

export interface BarChart {
  readonly title: string;
  readonly figure: string;
  readonly bars: readonly {
    readonly label: string;
    readonly rowId: string;
    readonly own: number | null;
    readonly published: number | null;
  }[];
}

export interface StudyReport {
  readonly study: Pick<Study, 'id' | 'title' | 'summary' | 'source' | 'referenceLabel'>;
  readonly options: StudyOptions;
  readonly generatedAt: number;
  readonly sections: readonly {
    readonly id: string;
    readonly title: string;
    readonly text: readonly string[];
    readonly rows: readonly RowReport[];
    readonly bars: readonly BarChart[];
  }[];
  readonly findings: readonly Finding[];
  readonly totals: StudyTotals;
}

export interface StudyTotals {
  readonly planned: number;
  readonly done: number;
  readonly epochs: number;
  readonly steps: number;
  /** Training time of all runs added up, milliseconds. */
  readonly trainingMs: number;
  /** Time in which at least one of them was under way, milliseconds. */
  readonly wallMs: number;
  readonly machines: readonly string[];
}

/** Whether a run's result stands for its plan. */
export const isAnswer = (run: { readonly state: RunState } | null): boolean =>
  run?.state === 'completed' || run?.state === 'diverged';

/**
 * The report over the facts of all planned runs.
 * @param points of the 2-D data sets that the rows are trained on, by id
 */
export function makeReport(
  study: Study,
  options: StudyOptions,
  facts: readonly RunFacts[],
  points: ReadonlyMap<string, PlanePoints>,
  generatedAt: number,
): StudyReport {
  const spreads = new StudySpreads(facts);
  const sections = study.sections.flatMap(({ id, title, text, rows, bars }) => {
    const shown = rows
      .map((row) => ({ row, facts: facts.filter(({ planned }) => planned.rowId === row.id) }))
      .filter((one) => one.facts.length > 0)
      .map((one) => reportRow(one.row, one.facts, spreads, points));
    return shown.length === 0 ? [] : [{ id, title, text, rows: shown, specs: bars }];
  });
  const all = sections.flatMap(({ rows }) => rows);
  const { title, summary, source, referenceLabel } = study;
  return {
    study: { id: study.id, title, summary, source, referenceLabel },
    options,
    generatedAt,
    sections: sections.map(({ specs, ...section }) => ({
      ...section,
      bars: specs
        .map((chart) => ({ ...chart, bars: chart.bars.flatMap((bar) => barOf(bar, all)) }))
        .filter(({ bars }) => bars.length > 0),
    })),
    findings: findingsOf(study.findings, all),
    totals: totalsOf(facts),
  };
}

/** Spreads over seeds that a verdict may use. */
class StudySpreads {
  private readonly groups = new Map<string, { readonly kind: string; readonly outcomes: RunOutcome[] }>();

  constructor(facts: readonly RunFacts[]) {
    const seen = new Set<string>();
    for (const { planned, run } of facts) {
      if (!run || !isAnswer(run) || !planned.isFullLength || seen.has(run.id)) continue;
      seen.add(run.id);
      const key = canonicalConfig({ ...planned.config, seed: 0 });
      const group = this.groups.get(key) ?? { kind: kindOf(planned), outcomes: [] };
      group.outcomes.push(run);
      this.groups.set(key, group);
    }
  }

  /** Of the row's own runs where these are at least three, else of all runs of the study of the same kind. */
  of(planned: PlannedRun, measure: Measure, own: readonly number[]): Comparison['spread'] {
    if (own.length >= 3) {
      const spread = pooledSpread([own]);
      return spread && { ...spread, of: 'row' };
    }
    const alike = [...this.groups.values()].filter(({ kind }) => kind === kindOf(planned));
    const spread = pooledSpread(alike.map(({ outcomes }) => valuesOf(outcomes, measure)));
    return spread && { ...spread, of: 'study' };
  }
}

/** Runs whose spread may be taken to be about the same: same data, same loss, both with or without hidden layers. */
function kindOf({ config: { dataset, model, loss, training } }: PlannedRun): string {
  return [dataset.id, loss.id, model.hidden.length > 0, training.epochs > 0].join(' ');
}

const valuesOf = (runs: readonly (RunOutcome | null)[], measure: Measure): number[] =>
  runs.flatMap((run) => {
    const value = run && isAnswer(run) ? run.values[measure] : null;
    return value === null ? [] : [value];
  });

const noValues: Readonly<Record<Measure, Sample | null>> = {
  testError: null,
  trainError: null,
  testLoss: null,
  trainLoss: null,
  firstLoss: null,
  finalLoss: null,
};

function reportRow(
  row: StudyRow,
  facts: readonly RunFacts[],
  spreads: StudySpreads,
  points: ReadonlyMap<string, PlanePoints>,
): RowReport {
  const chosen = bestMember(row, facts);
  const [first] = chosen as readonly [RunFacts];
  const { planned, classes, outputUnits } = first;
  const { config } = planned;
  const runs = chosen.map(({ run }) => run);
  const own = Object.fromEntries(
    (Object.keys(noValues) as Measure[]).map((measure) => [measure, sampleOf(valuesOf(runs, measure))]),
  ) as Readonly<Record<Measure, Sample | null>>;
  const lows = runs.flatMap((run) => (run?.curve ? [run.curve.lowest] : []));
  const pictured = runs.find((run) => run?.curve || run?.boundary) ?? null;
  return {
    id: row.id,
    title: row.title,
    figure: row.figure,
    note: row.note,
    epochs: config.training.epochs,
    isFullLength: planned.isFullLength,
    hiddenUnits: config.model.hidden.map(({ units }) => units),
    lossId: config.loss.id,
    floor: lossOf(config.loss.id).floor(outputUnits),
    classes,
    outputUnits,
    runs: facts.map(lineOf),
    done: facts.filter(({ run }) => isAnswer(run)).length,
    own,
    best: row.sweep && own.testError ? planned.varied : '',
    lowestLoss: lows.length > 0 ? Math.min(...lows) : null,
    comparisons: row.published.map((published) => compare(published, own, planned, spreads)),
    curve: pictured?.curve ?? null,
    boundary: pictured?.boundary ?? null,
    points: points.get(config.dataset.id) ?? null,
  };
}

/** A sweep's configuration with the best mean over seeds (the first while there is none); of a run, the run. */
function bestMember(row: StudyRow, facts: readonly RunFacts[]): readonly RunFacts[] {
  const { sweep } = row;
  if (!sweep) return facts;
  const numbers = [...new Set(facts.map(({ planned }) => planned.member))];
  const members = numbers.map((number) => facts.filter(({ planned }) => planned.member === number));
  const cost = (member: readonly RunFacts[]): number => {
    const values = member.flatMap(({ run }) =>
      run && isAnswer(run) ? [valueOfRun(sweep.objective, run.evaluations)] : [],
    );
    const sample = sampleOf(values.filter((value) => value !== null));
    return sample ? asCost(sweep.objective, sample.mean) : Infinity;
  };
  return members.reduce((best, member) => (cost(member) < cost(best) ? member : best));
}

function lineOf({ planned, run }: RunFacts): RunLine {
  const line = {
    rowId: planned.rowId,
    seed: planned.config.seed,
    varied: planned.varied,
    member: planned.member,
    epochs: planned.config.training.epochs,
  };
  if (!run) return { ...line, run: null };
  const { evaluations: _evaluations, curve: _curve, boundary: _boundary, ...kept } = run;
  return { ...line, run: kept };
}

function compare(
  published: Published,
  own: RowReport['own'],
  planned: PlannedRun,
  spreads: StudySpreads,
): Comparison {
  const { measure, value, rounding } = published;
  const sample = own[measure];
  const spread = spreads.of(planned, measure, sample?.values ?? []);
  // The first step is the same however long the training is.
  const isComparable = planned.isFullLength || measure === 'firstLoss';
  const { verdict, band } = verdictOn(value, rounding, sample, spread, isComparable);
  const differs = verdict === 'better' || verdict === 'worse';
  return {
    ...published,
    own: sample?.mean ?? null,
    seeds: sample?.values.length ?? 0,
    difference: sample ? sample.mean - value : null,
    verdict: published.isClaim && differs ? 'contradicted' : verdict,
    band,
    spread: band === null ? null : spread,
  };
}

function barOf(
  { label, row }: { readonly label: string; readonly row: string },
  rows: readonly RowReport[],
): BarChart['bars'] {
  const found = rows.find(({ id }) => id === row);
  if (!found) return [];
  const published = found.comparisons.find(({ measure }) => measure === 'testError')?.value ?? null;
  return [{ label, rowId: row, own: found.own.testError?.mean ?? null, published }];
}

function totalsOf(facts: readonly RunFacts[]): StudyTotals {
  const runs = new Map(facts.flatMap(({ run }) => (run ? [[run.id, run] as const] : [])));
  const all = [...runs.values()];
  const sum = (of: (run: RunOutcome) => number) => all.reduce((total, run) => total + of(run), 0);
  // A run that answers two rows counts once.
  const different = [...new Map(facts.map((one) => [canonicalConfig(one.planned.config), one])).values()];
  return {
    planned: different.length,
    done: different.filter(({ run }) => isAnswer(run)).length,
    epochs: sum(({ epoch }) => epoch),
    steps: sum(({ step }) => step),
    trainingMs: sum(({ elapsedMs }) => elapsedMs),
    wallMs: coveredMs(
      all.flatMap(({ startedAt, finishedAt }) =>
        startedAt !== null && finishedAt !== null ? [[startedAt, finishedAt] as const] : [],
      ),
    ),
    machines: [...new Set(all.flatMap(({ machine }) => machine ?? []))],
  };
}

/** Length of the union of intervals. */
function coveredMs(intervals: readonly (readonly [number, number])[]): number {
  let covered = 0;
  let reached = -Infinity;
  for (const [start, end] of [...intervals].sort(([a], [b]) => a - b)) {
    covered += Math.max(0, end - Math.max(start, reached));
    reached = Math.max(reached, end);
  }
  return covered;
}
