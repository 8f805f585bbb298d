/** The runs of a sweep as curves of its objective: what trains in its own colour, the best on top, what has ended faded (renderer). */
import type { RunRecord } from '../../../shared/runs/run';
import { metricAt, type Objective } from '../../../shared/sweep/objective';
import type { SweepLine } from '../../../shared/sweep/record';
import type { Curve } from '../../charts/curve';
import { mix } from '../../charts/chartTheme';
import { meanCurve, memberCurve } from '../../charts/groupCurves';
import { evaluationX, type XAxis } from '../../charts/lossCurve';
import { listedPositions } from '../../charts/positions';
import { pyramidOf } from '../../charts/pyramid';
import { runLook } from '../../format/runColors';
import type { SeriesEntry } from '../../stores/series';
import { queuePart } from './sweepView';

/** How a run stands in the chart. */
export type LiveRole = 'best' | 'running' | 'ended' | 'pruned';

/** A run of the sweep with its points. */
export interface LiveItem {
  readonly run: RunRecord;
  readonly series: SeriesEntry;
  readonly label: string;
  readonly role: LiveRole;
}

interface Grounds {
  readonly panel: string;
  readonly ink: string;
}

/** Share of the way to the ground. */
const fades: Readonly<Record<LiveRole, number>> = { best: 0, running: 0, ended: 0.62, pruned: 0.78 };

/** The item's curve of the objective. */
export function liveCurve(item: LiveItem, objective: Objective, axis: XAxis, { panel, ink }: Grounds): Curve {
  const { run, series, label, role } = item;
  const { evaluations } = series;
  const xs = new Float64Array(evaluations.length);
  const ys = new Float32Array(evaluations.length);
  evaluations.forEach((at, i) => {
    xs[i] = evaluationX(run, at, axis);
    ys[i] = metricAt(objective, at) ?? NaN;
  });
  const raw = pyramidOf(ys);
  const look = runLook(run.number);
  const color = role === 'best' ? ink : mix(look.color, panel, fades[role]);
  return {
    id: run.id,
    label,
    // Faint ones are many: a dash of its own would tell none of them from another, and takes long to draw.
    look: { ...look, color, dash: role === 'pruned' ? [2, 3] : role === 'running' ? look.dash : [] },
    positions: listedPositions(xs, evaluations.length),
    raw,
    smoothed: null,
    marked: role === 'best' || role === 'running',
    quiet: role === 'ended' || role === 'pruned',
  };
}

/** In the order of drawing: the best lies on top. */
const drawingOrder: readonly LiveRole[] = ['pruned', 'ended', 'running', 'best'];

/** A line of the sweep that is drawn, with how it stands. */
export interface LiveLine {
  readonly line: SweepLine;
  readonly role: LiveRole;
}

/**
 * The lines that are drawn, those that have a run: what trains, the members of the best configuration, and those that ended
 * last; in the order of drawing.
 */
export function liveLines(
  running: Iterable<SweepLine>,
  best: readonly SweepLine[],
  ended: readonly SweepLine[],
): LiveLine[] {
  const drawn = new Map<string, LiveLine>();
  const draw = (line: SweepLine, role: LiveRole): void => {
    if (line.runId !== null && !drawn.has(line.runId)) drawn.set(line.runId, { line, role });
  };
  for (const line of running) draw(line, 'running');
  // Interrupted ones wait for their turn again.
  for (const line of best) if (queuePart(line) === 'done') draw(line, 'best');
  for (const line of ended) draw(line, line.state === 'pruned' ? 'pruned' : 'ended');
  const rank = ({ role }: LiveLine): number => drawingOrder.indexOf(role);
  return [...drawn.values()].sort((a, b) => rank(a) - rank(b));
}

/** A configuration that is drawn: all its lines, and how it stands. */
export interface LiveTrial {
  readonly trial: number;
  readonly role: LiveRole;
  readonly lines: readonly SweepLine[];
}

/** Configurations that are drawn by their means: each comes with all its seeds. */
const mostTrials = 20;

/** The configurations of the lines that are drawn, the last to be drawn last; of ended ones those that ended last. */
export function liveTrials(
  drawn: readonly LiveLine[],
  linesOf: (trial: number) => readonly SweepLine[],
): LiveTrial[] {
  const trials = new Map<number, LiveTrial>();
  for (const { line, role } of [...drawn].reverse()) {
    if (!trials.has(line.trial) && trials.size < mostTrials)
      trials.set(line.trial, { trial: line.trial, role, lines: linesOf(line.trial) });
  }
  return [...trials.values()].reverse();
}

/** Curves of a configuration's runs as one: the mean with its band, the runs faintly behind it. */
export function liveMean(members: readonly Curve[], id: string, label: string): Curve[] {
  const [first, second] = members;
  if (!first) return [];
  if (!second) return [{ ...first, label }];
  const { look, marked, quiet = false } = first;
  const name = { id, label: `${label}, mean of ${members.length}`, look, marked };
  return [...members.map((curve) => memberCurve(curve, look)), { ...meanCurve(members, name), quiet }];
}
