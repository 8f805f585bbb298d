/** What a sweep's page shows, made of its configurations and lines: order of the queue, configurations over seeds, history, heat map; pure, renderer. */
import type { Scalar } from '../../../shared/sweep/field';
import { classOf } from '../../../shared/sweep/ledger';
import { asCost, type Objective } from '../../../shared/sweep/objective';
import type { Point } from '../../../shared/sweep/point';
import type { SweepLine, SweepTrialRow } from '../../../shared/sweep/record';
import { bestSoFar, type SampleSummary, type TrialSummary } from '../../../shared/sweep/summary';

/** A configuration with what its seeds say. */
export interface TrialView extends TrialSummary {
  readonly point: Point;
}

/** How a line stands in the queue. */
export type QueuePart = 'running' | 'waiting' | 'done';

export function queuePart({ state }: Pick<SweepLine, 'state'>): QueuePart {
  if (classOf(state) !== 'open') return 'done';
  return state === 'waiting' || state === 'interrupted' || state === 'queued' ? 'waiting' : 'running';
}

const byPlace = (a: SweepLine, b: SweepLine): number => a.place - b.place;

/** The last to end first. */
export const byLatestEnd = (a: SweepLine, b: SweepLine): number =>
  (b.endedAt ?? 0) - (a.endedAt ?? 0) || byPlace(a, b);

/** What trains, then what waits in the order of its turn, then what has ended, the latest first. */
export function inQueueOrder(lines: readonly SweepLine[]): SweepLine[] {
  // Each part is nearly in order as it comes, which makes sorting it by itself quick.
  const parts: Readonly<Record<QueuePart, SweepLine[]>> = { running: [], waiting: [], done: [] };
  for (const line of lines) parts[queuePart(line)].push(line);
  parts.running.sort(byPlace);
  parts.waiting.sort(byPlace);
  parts.done.sort(byLatestEnd);
  return [...parts.running, ...parts.waiting, ...parts.done];
}

/** Configurations from best to worst; those without a value behind, in the order of proposal. */
export function byMean(views: readonly TrialView[], objective: Objective): TrialView[] {
  const ranked = views.map((view) => ({
    view,
    cost: view.sample ? asCost(objective, view.sample.mean) : Infinity,
  }));
  ranked.sort((a, b) => (a.cost === b.cost ? a.view.trial - b.view.trial : a.cost - b.cost));
  return ranked.map(({ view }) => view);
}

/** The fields that are not the same in all configurations, in the order of the first one that has them. */
export function variedPaths(trials: Iterable<SweepTrialRow>): string[] {
  const paths = new Set<string>();
  for (const { point } of trials) for (const path of Object.keys(point)) paths.add(path);
  return [...paths];
}

/** Each run, or each configuration, that ended with a value, in that order, and the best value up to it. */
export interface History {
  readonly values: readonly number[];
  readonly best: readonly number[];
  /** The run of each, or the first one of each configuration. */
  readonly lines: readonly SweepLine[];
  /** Over seeds: what each value is the mean of; null where each is a run. */
  readonly samples: readonly SampleSummary[] | null;
  /** The values that each is the mean of. */
  readonly members: readonly (readonly number[])[];
}

/** The configurations all of whose seeds have ended, in that order: their means, and the best mean up to each. */
export function meanHistory(
  trials: readonly TrialSummary[],
  linesOf: (trial: number) => readonly SweepLine[],
  objective: Objective,
): History {
  const ended = trials.flatMap(({ trial, sample, open, members }) => {
    const lines = linesOf(trial);
    const [first] = lines;
    if (!sample || open > 0 || !first) return [];
    return [
      {
        sample,
        first,
        members: valuesOf(members),
        endedAt: Math.max(...lines.map((line) => line.endedAt ?? 0)),
      },
    ];
  });
  ended.sort((a, b) => a.endedAt - b.endedAt || a.first.place - b.first.place);
  const values = ended.map(({ sample }) => sample.mean);
  return {
    values,
    best: bestSoFar(values, objective).map(Number),
    lines: ended.map(({ first }) => first),
    samples: ended.map(({ sample }) => sample),
    members: ended.map(({ members }) => members),
  };
}

/** The values of those that were trained to their end. */
const valuesOf = (members: TrialSummary['members']): number[] =>
  members.flatMap(({ state, value }) => (classOf(state) === 'completed' && value !== null ? [value] : []));

/** A cell of a two-factor grid; null where there is no such configuration. */
export interface HeatCell {
  readonly value: number | null;
  readonly n: number;
  readonly sd: number | null;
  /** The values it is the mean of. */
  readonly members: readonly number[];
  readonly state: 'waiting' | 'running' | 'done';
}

/** A grid of two factors with a cell for each combination. */
export interface HeatGrid {
  readonly rowPath: string;
  readonly columnPath: string;
  readonly rows: readonly Scalar[];
  readonly columns: readonly Scalar[];
  readonly cells: readonly (readonly (HeatCell | null)[])[];
  readonly trials: readonly (readonly (number | null)[])[];
}

/** Most values along a side that are still a picture. */
const mostAlong = 60;

/** The sweep as a grid of two factors; null where it is none (the configurations are not asked for then). */
export function heatGrid(
  order: readonly { readonly path: string; readonly values: readonly Scalar[] }[],
  viewsOf: () => readonly TrialView[],
  lines: readonly SweepLine[],
): HeatGrid | null {
  const [row, column] = order;
  if (!row || !column || order.length !== 2) return null;
  if (row.values.length > mostAlong || column.values.length > mostAlong) return null;
  const running = new Set(lines.filter((line) => queuePart(line) === 'running').map(({ trial }) => trial));
  const keyOf = (a: Scalar | undefined, b: Scalar | undefined): string => JSON.stringify([a, b]);
  const byKey = new Map(
    viewsOf().map((view) => [keyOf(view.point[row.path], view.point[column.path]), view]),
  );
  const at = (a: Scalar, b: Scalar): TrialView | undefined => byKey.get(keyOf(a, b));
  const grid = <T>(of: (view: TrialView | undefined) => T): T[][] =>
    row.values.map((a) => column.values.map((b) => of(at(a, b))));
  return {
    rowPath: row.path,
    columnPath: column.path,
    rows: row.values,
    columns: column.values,
    cells: grid((view) => (view ? cellOf(view, running.has(view.trial)) : null)),
    trials: grid((view) => view?.trial ?? null),
  };
}

function cellOf({ sample, open, members }: TrialView, isRunning: boolean): HeatCell {
  return {
    value: sample?.mean ?? null,
    n: sample?.n ?? 0,
    sd: sample?.sd ?? null,
    members: valuesOf(members),
    state: isRunning ? 'running' : open > 0 ? 'waiting' : 'done',
  };
}
