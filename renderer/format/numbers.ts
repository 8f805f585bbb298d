/** Numbers as people read them: significant digits, percent, durations, counts, bytes (renderer). */
import { shallowRef } from 'vue';

const missing = '–';
const minus = (text: string): string => text.replace('-', '−');
const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from('0123456789-', (character, i) => [character, '⁰¹²³⁴⁵⁶⁷⁸⁹⁻'.charAt(i)]),
);

type Maybe = number | null | undefined;
type DigitGroups = 'comma' | 'space' | 'none';

/** The user's choice, which what is drawn follows. */
const digitGroups = shallowRef<DigitGroups>('comma');
// A thin space that no line is broken at.
const separators: Readonly<Record<DigitGroups, string>> = { comma: ',', space: '\u202f', none: '' };

/** How large numbers are written from now on. */
export const groupDigitsBy = (groups: DigitGroups): void => void (digitGroups.value = groups);

/** A number with its digits in groups as the user wants them; decimals with a point. */
export function grouped(value: number, decimals?: number): string {
  return writerOf(decimals).format(value).replaceAll(',', separators[digitGroups.value]);
}

// Making one takes a hundred times as long as using it.
const writers = new Map<number | undefined, Intl.NumberFormat>();

function writerOf(decimals: number | undefined): Intl.NumberFormat {
  const known = writers.get(decimals);
  if (known) return known;
  const fixed =
    decimals === undefined ? {} : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const made = new Intl.NumberFormat('en-US', fixed);
  writers.set(decimals, made);
  return made;
}

function unusual(value: Maybe): string | null {
  if (value === null || value === undefined) return missing;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return null;
}

/** With so many significant digits: 0.0832, 12.3, 1.20 × 10⁻⁵. */
export function formatSignificant(value: Maybe, digits = 3): string {
  const special = unusual(value);
  if (special !== null) return special;
  const number = value as number;
  if (number === 0) return '0';
  const size = Math.abs(number);
  if (size < 1e-4 || size >= 1e7) {
    const [mantissa = '', exponent = ''] = number.toExponential(digits - 1).split('e');
    return minus(`${mantissa} × 10${Array.from(exponent.replace('+', ''), (c) => superscripts[c]).join('')}`);
  }
  if (size >= 10 ** digits) return minus(grouped(Math.round(number)));
  return minus(number.toPrecision(digits));
}

/** A loss: three significant digits. */
export const formatLoss = (value: Maybe): string => formatSignificant(value, 3);

/** A share in percent (0–100), with the same decimals whatever its size so that columns line up: 2.70 %, 12.50 %, 100 %. */
export function formatPercent(value: Maybe, decimals = 2): string {
  const special = unusual(value);
  if (special !== null) return special;
  const number = value as number;
  if (number === 0 || number === 100) return `${number} %`;
  return minus(`${number.toFixed(decimals)} %`);
}

/** Every digit of a count, in groups: 2,814. */
export function formatCount(value: Maybe): string {
  return unusual(value) ?? minus(grouped(Math.round(value as number)));
}

/** A count in short: 812, 50,890, 1.23 M, 4.5 G. */
export function formatCompact(value: Maybe): string {
  const special = unusual(value);
  if (special !== null) return special;
  const number = value as number;
  const size = Math.abs(number);
  if (size < 99_999.5) return formatCount(number);
  for (const [factor, unit] of [
    [1e3, 'k'],
    [1e6, 'M'],
    [1e9, 'G'],
  ] as const) {
    if (size < 999.5 * factor || unit === 'G') return minus(`${(number / factor).toPrecision(3)} ${unit}`);
  }
  return missing;
}

/** With its unit and in the singular where it is one: "1 epoch", "2,814 steps". */
export function formatQuantity(value: number, singular: string, plural = `${singular}s`): string {
  return `${formatCompact(value)} ${value === 1 ? singular : plural}`;
}

/** A time span: "under 1 s", "6.2 s", "48 s", "4 min 12 s", "2 h 5 min", "3 d 4 h". */
export function formatDuration(milliseconds: Maybe): string {
  const special = unusual(milliseconds);
  if (special !== null) return special;
  const seconds = (milliseconds as number) / 1000;
  if (seconds < 0.05) return '0 s';
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3600)];
  const pair = (large: number, unit: string, small: number, smallUnit: string): string =>
    small === 0 ? `${large} ${unit}` : `${large} ${unit} ${small} ${smallUnit}`;
  if (whole < 3600) return pair(minutes, 'min', whole % 60, 's');
  if (whole < 86_400) return pair(hours, 'h', minutes % 60, 'min');
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

/** A time span that is only guessed: one unit, "under 1 s", "6 s", "4 min", "2 h". */
export function formatEstimate(milliseconds: Maybe): string {
  const special = unusual(milliseconds);
  if (special !== null) return special;
  const seconds = (milliseconds as number) / 1000;
  if (seconds < 1) return 'under 1 s';
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 99.5 * 60) return `${Math.round(seconds / 60)} min`;
  const hours = seconds / 3600;
  return hours < 48 ? `${hours.toPrecision(2)} h` : `${Math.round(hours / 24)} d`;
}

/** Bytes in decimal units: 512 B, 1.2 MB. */
export function formatBytes(value: Maybe): string {
  const special = unusual(value);
  if (special !== null) return special;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [size, unit] = [value as number, 0];
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit++;
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : size >= 9.95 ? 0 : 1;
  return `${size.toFixed(digits)} ${units[unit]}`;
}

/** A number as it stands in a field or a config: shortest text that reads back to it (0.001, 1e-8). */
export function formatPlain(value: Maybe): string {
  if (value === null || value === undefined || Number.isNaN(value)) return '';
  return String(value).replace('e+', 'e');
}
