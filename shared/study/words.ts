/** How a study's numbers, verdicts and measures read; runs anywhere. */
import type { Comparison } from './report';
import type { Verdict } from './spread';
import type { Measure } from './studyFile';

export const measureLabels: Readonly<Record<Measure, string>> = {
  testError: 'Test error',
  trainError: 'Training error',
  testLoss: 'Test loss',
  trainLoss: 'Training loss',
  firstLoss: 'Loss at the first step',
  finalLoss: 'Loss at the last step',
};

export const verdictLabels: Readonly<Record<Verdict, string>> = {
  'within-noise': 'within noise',
  better: 'better',
  worse: 'worse',
  contradicted: 'contradicted',
  'spread-unknown': 'spread unknown',
  'not-comparable': 'not at full length',
  'no-result': 'not run yet',
};

/** The unit of a measure. */
export const unitOf = (measure: Measure): '%' | '' => (measure.endsWith('Error') ? '%' : '');

const minus = '−';

/** A number as text: percents and points with two digits, losses with four significant ones; a dash for none. */
export function inWords(value: number | null, unit: '%' | 'points' | ''): string {
  if (value === null || !Number.isFinite(value)) return '–';
  const text = unit === '' ? significant(value) : Math.abs(value).toFixed(2);
  const sign = value < 0 && Number(text) !== 0 ? minus : '';
  return unit === '' ? `${sign}${text}` : `${sign}${text} ${unit}`;
}

function significant(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size < 1e-4) return size.toExponential(1).replace('-', minus);
  return Number(size.toPrecision(4)).toString();
}

/** A difference with its sign: "+0.21", "−0.05". */
export function signed(value: number | null, unit: '%' | ''): string {
  if (value === null) return '–';
  const text = inWords(value, unit === '%' ? 'points' : '').replace(' points', '');
  return value > 0 ? `+${text}` : text;
}

/** What a verdict was computed from, in short. */
export function verdictReason({ verdict, band, spread, measure, seeds }: Comparison): string {
  const unit = unitOf(measure) === '%' ? 'points' : '';
  switch (verdict) {
    case 'no-result':
      return 'no run has finished yet';
    case 'not-comparable':
      return 'trained for a fraction of the epochs only';
    case 'spread-unknown':
      return 'no two runs differ in their seed only; run more seeds';
    default: {
      if (band === null || spread === null) return 'they agree to the last published digit';
      const source =
        spread.of === 'row'
          ? `from the row’s own ${seeds} seeds`
          : `from equal runs in the study, ${spread.degrees} d.f.`;
      return `noise ±${inWords(band, unit)}, ${source}`;
    }
  }
}

/** "1 epoch", "3 epochs". */
export const quantity = (count: number, one: string): string =>
  `${formatCount(count)} ${one}${count === 1 ? '' : 's'}`;

/** "469,000". */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** "0.8 s", "3 min 7 s", "1 h 2 min". */
export function durationInWords(ms: number): string {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${whole % 60} s`;
}
