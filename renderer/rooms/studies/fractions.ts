/** How much of a study's epochs can be chosen to be run (renderer). */
import type { StudyOptions } from '../../../shared/study/plan';

export const fractionOptions = [
  { value: '1', label: 'Full length' },
  { value: '0.1', label: '10 % of the epochs' },
  { value: '0.02', label: '2 % of the epochs' },
  { value: '0.002', label: '0.2 % of the epochs' },
] as const;
export type FractionChoice = (typeof fractionOptions)[number]['value'];

/** The whole study at a fraction, with the seeds that it asks for. */
export const optionsAt = (fraction: FractionChoice): StudyOptions => ({
  fraction: Number(fraction),
  seeds: null,
  rows: null,
});
