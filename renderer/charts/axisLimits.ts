/** Where the user wants an axis to begin and end: limits kept for each axis of a kind of chart; pure, renderer. */
import type { AxisLook } from './curve';
import type { Span } from './ticks';

/** In the axis's own unit; null leaves that end to the chart. */
export interface Limits {
  readonly min: number | null;
  readonly max: number | null;
}

export const noLimits: Limits = { min: null, max: null };

/** Limits are kept by what is along an axis: those of losses mean nothing to errors. */
export const limitsKey = (which: 'x' | 'y', axis: Pick<AxisLook, 'id'>): string => `${which} ${axis.id}`;

const isEnd = (value: unknown): boolean =>
  value === null || (typeof value === 'number' && Number.isFinite(value));

/** Whether something read from elsewhere is limits by axis. */
export function areLimits(value: unknown): boolean {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.values(value).every((one: unknown) => {
    if (one === null || typeof one !== 'object') return false;
    const { min, max } = one as Partial<Limits>;
    return isEnd(min) && isEnd(max);
  });
}

/** The span with the ends that are given; what makes no span on this scale is left out. */
export function limited(span: Span, limits: Limits | undefined, log: boolean): Span {
  const usable = (end: number | null | undefined): number | null =>
    end === null || end === undefined || (log && end <= 0) ? null : end;
  const [min, max] = [usable(limits?.min), usable(limits?.max)];
  const found = { min: min ?? span.min, max: max ?? span.max };
  if (found.min < found.max) return found;
  // One end alone may lie beyond all points: the other makes room.
  if (min !== null && max === null) return { min, max: log ? min * 10 : min + (span.max - span.min) };
  if (max !== null && min === null) return { min: log ? max / 10 : max - (span.max - span.min), max };
  return span;
}

/** What is wrong with limits that somebody writes, or null. */
export function limitsIssue({ min, max }: Limits, log: boolean): string | null {
  if (Number.isNaN(min) || Number.isNaN(max)) return 'Write a number, or nothing.';
  if (log && [min, max].some((end) => end !== null && end <= 0))
    return 'A logarithmic axis has only numbers above 0.';
  if (min !== null && max !== null && min >= max) return 'The axis must end above where it begins.';
  return null;
}
