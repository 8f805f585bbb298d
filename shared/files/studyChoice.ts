/** What goes into a study file, and what it comes to; used by every process. */
import { runIdSchema } from '../runs/runSchemas';
import { z } from '../zod';

const ids = z.array(runIdSchema).max(100_000);

/** Chosen runs and whole sweeps, or all that the lab has. */
export const studyChoiceSchema = z.union([
  z.literal('everything'),
  z
    .strictObject({ runs: ids.default([]), sweeps: ids.default([]) })
    .refine(({ runs, sweeps }) => runs.length + sweeps.length > 0, { error: 'Nothing is chosen.' }),
]);
export type StudyChoice = z.output<typeof studyChoiceSchema>;

/** What a study file would hold. */
export interface StudyFileOutlook {
  /** Those that sweeps have made among them. */
  readonly runs: number;
  readonly sweeps: number;
  /** Imported ones. */
  readonly datasets: number;
  /** Studies of the user's own (templates). */
  readonly studies: number;
  /** About; without checkpoints. */
  readonly bytes: number;
  /** What checkpoints would add. */
  readonly checkpointBytes: number;
  /** Runs that could go on from a checkpoint. */
  readonly unfinished: number;
  /** Sentences: what is left out, as it is still going on. */
  readonly left: readonly string[];
}

/** What was written, and where. */
export interface SavedStudy {
  readonly file: string;
  readonly runs: number;
  readonly sweeps: number;
  readonly bytes: number;
  readonly left: readonly string[];
}
