/** What is in a portable study file, before anything is taken from it; types only, used by every process. */
import type { RunRecord } from '../runs/run';

/** A run of the file, as its record says. */
export interface PreviewedRun extends Pick<
  RunRecord,
  'id' | 'name' | 'datasetName' | 'config' | 'state' | 'createdAt'
> {
  /** Percent, 0–100; null where it was not measured. */
  readonly testError: number | null;
  /** This lab has it already; an import leaves it as it is. */
  readonly isPresent: boolean;
}

/** A sweep of the file. */
export interface PreviewedSweep {
  readonly id: string;
  readonly name: string;
  readonly state: 'stopped' | 'interrupted' | 'completed';
  /** Configurations × seeds. */
  readonly runs: number;
  readonly isPresent: boolean;
}

export interface StudyPreview {
  readonly path: string;
  readonly fileName: string;
  readonly bytes: number;
  readonly runCount: number;
  /** Of them, those that this lab has already. */
  readonly presentCount: number;
  /** The first of them, in the file's order. */
  readonly runs: readonly PreviewedRun[];
  readonly sweeps: readonly PreviewedSweep[];
  /** Titles of studies (templates) that the lab does not have. */
  readonly newStudies: readonly string[];
  /** Imported data sets that the lab does not have. */
  readonly newDatasets: number;
  /** Bytes of the checkpoints in it; 0: unfinished runs start anew where they go on. */
  readonly checkpointBytes: number;
}

/** Runs that a preview lists; the others are counted. */
export const mostPreviewedRuns = 50;
