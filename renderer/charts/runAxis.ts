/** The x axis of charts of runs: how far it goes while they grow, its name and unit, a place on it in words; pure, renderer. */
import { isActive, type RunRecord } from '../../shared/runs/run';
import { formatCount, formatDuration, formatQuantity, formatSignificant } from '../format/numbers';
import type { AxisLook } from './curve';
import { evaluationX, perStep, type XAxis } from './lossCurve';
import { roundUp, timeUnit, type Span } from './ticks';

/** A run and how far it is. */
export interface RunExtent {
  readonly run: RunRecord;
  /** x of its last point, 0 if there is none. */
  readonly now: number;
  /** x of its second point: where a logarithmic axis of times may begin. */
  readonly second?: number | undefined;
  /** Rows of an epoch; needed for an axis of samples only. */
  readonly rowsPerEpoch?: number | undefined;
}

const firstOnLog = (run: RunRecord, axis: XAxis, rowsPerEpoch: number | undefined): number =>
  axis === 'time' ? 0.001 : perStep(run, axis, rowsPerEpoch);

/** The whole x axis. While a run grows its end moves in round jumps: ticks that slide are hard to read. */
export function runsSpan(extents: readonly RunExtent[], axis: XAxis, log: boolean): Span {
  let [min, max] = [Infinity, 0];
  for (const { run, now, second, rowsPerEpoch } of extents) {
    const planned = evaluationX(run, { step: run.totalSteps, elapsedMs: Infinity }, axis, rowsPerEpoch);
    const end = isActive(run.state) ? Math.min(planned, roundUp(now * 1.02)) : now;
    max = Math.max(max, end > 0 ? end : Math.min(planned, 1));
    min = Math.min(min, log ? firstOnLog(run, axis, rowsPerEpoch) : 0);
    if (axis === 'time' && log && second !== undefined) min = Math.max(min, second);
  }
  if (!Number.isFinite(min)) return { min: log ? 1 : 0, max: 10 };
  return { min, max: max > min ? max : min + 1 };
}

/** Name, scale and unit of the x axis. */
export function xLook(axis: XAxis, log: boolean, max: number): AxisLook {
  const unit = timeUnit(max);
  const titles = { step: 'Step', epoch: 'Epoch', time: `Training time (${unit.name})`, samples: 'Samples' };
  return { id: axis, title: titles[axis], log, divisor: axis === 'time' ? unit.seconds : 1 };
}

/** "Step 1,234", "Epoch 3.1", "4 min 12 s". */
export function placeText(at: number, axis: XAxis): string {
  if (axis === 'time') return formatDuration(at * 1000);
  if (axis === 'samples') return formatQuantity(at, 'sample');
  return axis === 'step' ? `Step ${formatCount(at)}` : `Epoch ${formatSignificant(at, 4)}`;
}

/** The keys of every chart of curves, for those who hear it. */
export const keysText = 'Arrow keys pan, plus and minus zoom, 0 shows all, Shift and arrow keys read values.';
