/** What a gradient check finds: of each group of parameters, analytic against numeric; types and the verdict's rule; runs anywhere. */

/** A parameter that was checked. */
export interface CheckedParameter {
  /** Place within its group, row-major. */
  readonly index: number;
  readonly analytic: number;
  readonly numeric: number;
  /** |analytic − numeric| / max(1e-8, |analytic| + |numeric|). */
  readonly relativeError: number;
  /** The difference crossed a kink of an activation or of L1: the two may differ, and say nothing. */
  readonly atKink: boolean;
}

/** A kernel or bias of a layer. */
export interface GradientGroup {
  readonly layer: number;
  readonly part: 'kernel' | 'bias';
  /** How many parameters it has; all of them are checked up to a bound. */
  readonly size: number;
  readonly checked: readonly CheckedParameter[];
  /** The largest relative error apart from kinks. */
  readonly largestError: number;
  readonly kinks: number;
}

export interface GradientReport {
  readonly rows: number;
  readonly loss: number;
  readonly groups: readonly GradientGroup[];
  readonly verdict: GradientVerdict;
}

/** agrees: all within the tolerance; kinks: too, but some places said nothing; differs: some group does not. */
export type GradientVerdict = 'agrees' | 'kinks' | 'differs';

/** Largest relative error of a right gradient: central differences in float64 keep about eight digits. */
export const gradientTolerance = 1e-5;

/** The verdict on all groups. */
export function verdictOf(groups: readonly Pick<GradientGroup, 'largestError' | 'kinks'>[]): GradientVerdict {
  if (groups.some(({ largestError }) => !(largestError <= gradientTolerance))) return 'differs';
  return groups.some(({ kinks }) => kinks > 0) ? 'kinks' : 'agrees';
}
