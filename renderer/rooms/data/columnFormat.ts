/** Numbers of one column on as many decimals, so that they line up; pure, renderer. */
import { formatSignificant, grouped } from '../../format/numbers';

/** Digits of the largest number that are shown. */
const digits = 4;
const mostDecimals = 6;

/** How to write every number of a column; very large and very small ones get a power of ten each. */
export function columnFormat(values: readonly number[]): (value: number) => string {
  const sizes = values.map(Math.abs).filter((size) => Number.isFinite(size) && size > 0);
  const largest = Math.max(...sizes, 0);
  if (largest >= 1e7 || (largest > 0 && largest < 1e-3)) return (value) => formatSignificant(value, digits);
  const whole = sizes.every(Number.isInteger);
  const decimals =
    whole || largest === 0
      ? 0
      : Math.min(mostDecimals, Math.max(0, digits - 1 - Math.floor(Math.log10(largest))));
  return (value) => grouped(value, decimals).replace('-', '−');
}
