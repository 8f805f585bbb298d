/** Reading numbers as people type them, and stepping them with the arrow keys; pure, renderer. */

/** The number a text means, or NaN: "0.001", "1e-3", "1,000", "−2", "10^-3", "2e4". */
export function parseNumber(text: string): number {
  const tidy = text
    .trim()
    .replace(/\u2212/g, '-')
    .replace(/(?<=\d)[,_\u00a0\u202f ](?=\d{3}(\D|$))/g, '');
  const power = /^(?:([\d.]+)\s*[*×·]\s*)?10\^(-?\d+)$/.exec(tidy);
  if (power) return Number(power[1] ?? 1) * 10 ** Number(power[2]);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(tidy)) return NaN;
  return Number(tidy);
}

interface StepOptions {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  readonly log: boolean;
  /** Ten times as far. */
  readonly coarse: boolean;
}

const mantissas = [1, 2, 5] as const;

/** The next value of the 1–2–5 series. */
function stepDecade(value: number, direction: 1 | -1, coarse: boolean): number {
  if (!(value > 0)) return direction > 0 ? 1e-4 : value;
  if (coarse) return tidy(direction > 0 ? value * 10 : value / 10);
  const decade = Math.floor(Math.log10(value) + 1e-9);
  const ladder = [-1, 0, 1].flatMap((shift) => mantissas.map((m) => Number(`${m}e${decade + shift}`)));
  const margin = 1e-6;
  const next =
    direction > 0
      ? ladder.find((rung) => rung > value * (1 + margin))
      : ladder.findLast((rung) => rung < value * (1 - margin));
  return next ?? value;
}

const tidy = (value: number): number => Number(value.toPrecision(10));

/** One press of an arrow key. A number that cannot be read starts at the smallest allowed one. */
export function stepNumber(value: number, direction: 1 | -1, options: StepOptions): number {
  const { min, max, integer, log, coarse } = options;
  if (!Number.isFinite(value)) return Number.isFinite(min) ? min : 0;
  let next: number;
  if (log) {
    next = stepDecade(value, direction, coarse);
  } else {
    const span = Number.isFinite(max - min) ? max - min : Infinity;
    const unit = integer ? 1 : span <= 1 ? 0.01 : span <= 10 ? 0.1 : 1;
    next = tidy(value + direction * unit * (coarse ? 10 : 1));
  }
  return Math.min(max, Math.max(min, next));
}
