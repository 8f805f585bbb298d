/** How the execution of a study stands; types only, used by every process. */
import type { StudyOptions } from './plan';

export interface StudyProgress {
  readonly studyId: string;
  readonly options: StudyOptions;
  readonly state: 'running' | 'paused' | 'cancelled' | 'finished';
  /** Different runs that the study comes to. */
  readonly runs: number;
  readonly done: number;
  readonly failed: number;
  readonly steps: number;
  readonly totalSteps: number;
  readonly active: readonly {
    readonly runId: string;
    readonly rowId: string;
    readonly title: string;
    readonly step: number;
    readonly totalSteps: number;
  }[];
  readonly problems: readonly { readonly rowId: string; readonly message: string }[];
}
