/** The runs of a sweep as curves of its objective: what trains in its own colour, the best on top, what has ended faded (renderer). */
import type { RunRecord } from '../../../shared/runs/run';
import { metricAt, type Objective } from '../../../shared/sweep/objective';
import type { SweepLine } from '../../../shared/sweep/record';
import type { Curve } from '../../charts/curve';
import { mix } from '../../charts/chartTheme';
import { evaluationX, type XAxis } from '../../charts/lossCurve';
import { listedPositions } from '../../charts/positions';
import { Pyramid } from '../../charts/pyramid';
import { runLook } from '../../format/runColors';
import type { SeriesEntry } from '../../stores/series';
import { byLatestEnd, queuePart } from './sweepView';

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
  const raw = new Pyramid();
  raw.update(ys, evaluations.length);
  const look = runLook(run.number);
  const color = role === 'best' ? ink : mix(look.color, panel, fades[role]);
  return {
    id: run.id,
    label,
    look: { ...look, color, dash: role === 'pruned' ? [2, 3] : role === 'best' ? [] : look.dash },
    positions: listedPositions(xs, evaluations.length),
    raw,
    smoothed: null,
    marked: role === 'best' || role === 'running',
    quiet: role === 'ended' || role === 'pruned',
  };
}

/** In the order of drawing: the best lies on top. */
const drawingOrder: readonly LiveRole[] = ['pruned', 'ended', 'running', 'best'];

/** Ended runs that are still drawn: more of them are a grey wall. */
const mostEnded = 40;

/** A line of the sweep that is drawn, with how it stands. */
export interface LiveLine {
  readonly line: SweepLine;
  readonly role: LiveRole;
}

/** The lines that have a run and are drawn: what trains, the members of the best configuration, and those that ended last; in the order of drawing. */
export function liveLines(lines: readonly SweepLine[], bestIds: ReadonlySet<string>): LiveLine[] {
  const drawn: LiveLine[] = [];
  /** The last to end in front: gone through once, as a sweep has thousands of lines. */
  const ended: SweepLine[] = [];
  for (const line of lines) {
    if (line.runId === null) continue;
    const part = queuePart(line);
    if (part === 'running') drawn.push({ line, role: 'running' });
    else if (bestIds.has(line.runId)) drawn.push({ line, role: 'best' });
    // Interrupted ones wait for their turn again.
    else if (part === 'done') takeLatest(ended, line);
  }
  for (const line of ended) drawn.push({ line, role: line.state === 'pruned' ? 'pruned' : 'ended' });
  const rank = ({ role }: LiveLine): number => drawingOrder.indexOf(role);
  return drawn.sort((a, b) => rank(a) - rank(b));
}

/** Puts a line in its place among those that ended last, if it is one of them. */
function takeLatest(latest: SweepLine[], line: SweepLine): void {
  const last = latest.at(-1);
  if (latest.length >= mostEnded && last && byLatestEnd(line, last) >= 0) return;
  let at = latest.length;
  while (at > 0 && byLatestEnd(line, latest[at - 1] as SweepLine) < 0) at--;
  latest.splice(at, 0, line);
  if (latest.length > mostEnded) latest.pop();
}
