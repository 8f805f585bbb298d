/** A study as the gallery lists it; types only, used by every process. */

export interface StudyInfo {
  readonly id: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly isBuiltIn: boolean;
  readonly rows: readonly { readonly id: string; readonly title: string }[];
  /** Runs at full length, how many of them saved runs answer, and their epochs in all. */
  readonly runs: number;
  readonly done: number;
  readonly epochs: number;
}

/** What is left of a study at a fraction. */
export interface StudyOutlook {
  readonly runs: number;
  readonly done: number;
  /** Training time of what is left on this machine, milliseconds; null where it could not be measured. */
  readonly remainingMs: number | null;
}
