/** Few, round ticks for linear and logarithmic axes, and their labels; runs anywhere. */

/** A stretch of an axis. */
export interface Span {
  readonly min: number;
  readonly max: number;
}

/** The round number (1, 2 or 5 times a power of ten) at or above `value`. */
export function roundUp(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const share = value / power;
  for (const round of [1, 2, 5]) if (share <= round * (1 + 1e-9)) return round * power;
  return 10 * power;
}

/** Multiples of a round step between the ends, at most `most` of them. */
export function linearTicks({ min, max }: Span, most: number): number[] {
  if (!(max > min) || most < 1) return [min];
  const step = roundUp((max - min) / most);
  const ticks: number[] = [];
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  // Counted in whole steps: sums of 0.1 would drift.
  const digits = Math.max(0, Math.min(20, -Math.floor(Math.log10(step))));
  for (let k = first; k <= last; k++) ticks.push(Number((k * step).toFixed(digits)));
  return ticks;
}

/** 1, 2, 5 times powers of ten where they fit, else powers of ten, else every so many; linear steps within less than a decade. */
export function logTicks(span: Span, most: number): number[] {
  const { min, max } = span;
  if (!(min > 0) || !(max > min)) return linearTicks(span, most);
  const low = Math.floor(Math.log10(min));
  const high = Math.ceil(Math.log10(max));
  const pick = (factors: readonly number[], every: number): number[] => {
    const ticks: number[] = [];
    for (let power = low; power <= high; power++) {
      if (power % every !== 0) continue;
      for (const factor of factors) {
        const tick = Number(`${factor}e${power}`);
        if (tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)) ticks.push(tick);
      }
    }
    return ticks;
  };
  const all = pick([1, 2, 3, 4, 5, 6, 7, 8, 9], 1);
  if (all.length < 3) return linearTicks(span, most);
  for (const factors of [[1, 2, 5], [1, 3], [1]]) {
    const ticks = pick(factors, 1);
    if (ticks.length <= most) return ticks.length >= 2 ? ticks : all;
  }
  return pick([1], Math.ceil((high - low) / most));
}

const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/** A power of ten as 10⁻³. */
function powerLabel(power: number): string {
  const digits = Array.from(String(Math.abs(power)), (digit) => superscripts[Number(digit)]).join('');
  return `10${power < 0 ? '⁻' : ''}${digits}`;
}

const minus = (text: string): string => text.replace('-', '−');

/** Labels for these ticks: the same number of decimals for all, k and M for many thousands. */
export function tickLabels(ticks: readonly number[], log: boolean): string[] {
  const sizes = ticks.map(Math.abs).filter((size) => size > 0);
  const largest = Math.max(...sizes, 0);
  const smallest = Math.min(...sizes, Infinity);
  if (log && (smallest < 1e-4 || largest >= 1e7)) {
    return ticks.map((tick) => {
      const power = Math.floor(Math.log10(tick) + 1e-9);
      const factor = Math.round(tick / 10 ** power);
      return factor === 1 ? powerLabel(power) : `${factor}·${powerLabel(power)}`;
    });
  }
  if (log) return ticks.map((tick) => shortLabel(tick, null));
  const gaps = ticks.slice(1).map((tick, i) => tick - (ticks[i] as number));
  const step = Math.min(...gaps, Infinity);
  return ticks.map((tick) => shortLabel(tick, Number.isFinite(step) ? { step, largest } : null));
}

function shortLabel(tick: number, among: { step: number; largest: number } | null): string {
  const largest = among?.largest ?? Math.abs(tick);
  if (tick === 0) return '0';
  if (largest > 0 && (largest < 1e-4 || largest >= 1e12)) {
    return minus(tick.toExponential(1).replace('.0e', 'e').replace('e+', 'e'));
  }
  const [divisor, suffix] =
    largest >= 1e9
      ? ([1e9, 'G'] as const)
      : largest >= 1e6
        ? ([1e6, 'M'] as const)
        : largest >= 1e4
          ? ([1e3, 'k'] as const)
          : ([1, ''] as const);
  const digits = among
    ? Math.max(0, Math.min(12, Math.ceil(-Math.log10(among.step / divisor) - 1e-9)))
    : Math.max(0, Math.min(12, decimalsOf(tick / divisor)));
  return `${minus((tick / divisor).toFixed(digits))}${suffix && ` ${suffix}`}`;
}

function decimalsOf(value: number): number {
  return (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length;
}

/** The unit that reads well for times up to `seconds`. */
export function timeUnit(seconds: number): { readonly seconds: number; readonly name: string } {
  if (seconds < 0.5) return { seconds: 0.001, name: 'ms' };
  if (seconds < 180) return { seconds: 1, name: 's' };
  if (seconds < 3 * 3600) return { seconds: 60, name: 'min' };
  return { seconds: 3600, name: 'h' };
}
