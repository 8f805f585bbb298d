/** The values a parameter of a search can take: draws, grids, sizes and membership; runs anywhere. */
import type { Scalar } from './field';

/** A list of values without order. */
export interface CategoricalDomain {
  readonly kind: 'categorical';
  readonly values: readonly Scalar[];
}

/** Numbers from min to max, inclusive. */
export interface RangeDomain {
  readonly kind: 'range';
  readonly min: number;
  readonly max: number;
  readonly log: boolean;
  readonly integer: boolean;
  /** Distance of neighbours, counted from min; null: any number. Whole and at least 1 for integers. Log: null or 1. */
  readonly step: number | null;
}

export type Domain = CategoricalDomain | RangeDomain;

/** A range whose max is the last value that steps from min reach. */
export function rangeDomain(range: {
  readonly min: number;
  readonly max: number;
  readonly log?: boolean;
  readonly integer?: boolean;
  readonly step?: number | null;
}): RangeDomain {
  const { min, max, log = false, integer = false } = range;
  const step = range.step ?? (integer ? 1 : null);
  return {
    kind: 'range',
    min,
    max: step === null ? max : stepped(min, step, stepCount(min, max, step)),
    log,
    integer,
    step,
  };
}

/** Steps from min that stay at or below max; a hair beyond counts as on it. */
function stepCount(min: number, max: number, step: number): number {
  return Math.floor((max - min) / step + 1e-9);
}

/** min + steps·step without the dust of binary fractions: 0.1 + 2 · 0.1 is 0.3. */
function stepped(min: number, step: number, steps: number): number {
  return Number((min + steps * step).toPrecision(12));
}

/** How many values there are; Infinity for a continuum. */
export function domainSize(domain: Domain): number {
  if (domain.kind === 'categorical') return domain.values.length;
  if (domain.step === null) return domain.min === domain.max ? 1 : Infinity;
  return stepCount(domain.min, domain.max, domain.step) + 1;
}

/** Whether a value is one of the domain's. */
export function contains(domain: Domain, value: unknown): boolean {
  if (domain.kind === 'categorical') return domain.values.includes(value as Scalar);
  if (typeof value !== 'number' || !(value >= domain.min && value <= domain.max)) return false;
  return domain.step === null || nearest(domain, value) === value;
}

/** The ends of the interval that is drawn from and modelled: half a step beyond the outer values, logarithms for log. */
export function modelBounds(domain: RangeDomain): readonly [low: number, high: number] {
  const margin = (domain.step ?? 0) / 2;
  const low = domain.min - margin;
  const high = domain.max + margin;
  return domain.log ? [Math.log(low), Math.log(high)] : [low, high];
}

/** The value of the domain for a number on the model's scale. */
export function fromModel(domain: RangeDomain, position: number): number {
  return nearest(domain, domain.log ? Math.exp(position) : position);
}

/** The domain's value at a uniform random number u in [0, 1). */
export function drawFrom(domain: Domain, u: number): Scalar {
  if (domain.kind === 'categorical') {
    return domain.values[Math.min(Math.floor(u * domain.values.length), domain.values.length - 1)] as Scalar;
  }
  const [low, high] = modelBounds(domain);
  return fromModel(domain, low + u * (high - low));
}

/** The value next to a number: on a step, or rounded to what the width of the range makes worth writing. */
export function nearest(domain: RangeDomain, value: number): number {
  const { min, max, step } = domain;
  if (value <= min) return min;
  if (value >= max) return max;
  if (step !== null) {
    const steps = Math.round((value - min) / step);
    return stepped(min, step, Math.min(steps, stepCount(min, max, step)));
  }
  return Math.min(max, Math.max(min, readable(domain, value)));
}

/** A millionth of the range is beyond what anyone reads or a network feels; the digits after it are left out. */
function readable({ min, max, log }: RangeDomain, value: number): number {
  const span = log ? value * Math.log(max / min) : max - min;
  if (!(span > 0)) return value;
  const unit = 10 ** Math.floor(Math.log10(Math.min(span, log ? value : span) * 1e-6));
  return Number((Math.round(value / unit) * unit).toPrecision(15));
}

/** `count` values spread evenly over a range (on its scale), both ends among them; fewer where whole numbers coincide. */
export function spread(domain: RangeDomain, count: number): number[] {
  const { min, max, log } = domain;
  const at = (i: number): number => {
    if (i === 0 || count === 1) return min;
    if (i === count - 1) return max;
    const share = i / (count - 1);
    return nearest(domain, log ? min * (max / min) ** share : min + share * (max - min));
  };
  return [...new Set(Array.from({ length: count }, (_, i) => at(i)))];
}

/** Every value of a stepped range, in order. */
export function steppedValues(domain: RangeDomain): number[] {
  const { min, step } = domain;
  if (step === null) return [min];
  return Array.from({ length: domainSize(domain) }, (_, i) => stepped(min, step, i));
}
