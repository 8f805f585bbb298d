/** What an import of runs has come to; types only, used by every process. */

export interface RunImport {
  /** Ids of the runs that are new. */
  readonly added: readonly string[];
  /** Runs that were there already; they were left as they are. */
  readonly present: number;
  /** Ids of the sweeps that are new, and how many were there already. */
  readonly sweeps: readonly string[];
  readonly presentSweeps: number;
  /** Studies of the user's own (templates) that are new. */
  readonly studies: number;
  /** Data sets that came with them. */
  readonly datasets: number;
  /** Sentences for the user: what could not be read beside what could. */
  readonly problems: readonly string[];
}
