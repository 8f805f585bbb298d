/** How fast a run goes and how long it still takes, from its last seconds of training (renderer). */
import type { Evaluation, RunState } from '../../shared/runs/run';

/** Where a run stands. */
export interface RunProgress {
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly state: RunState;
  readonly latest: Evaluation | null;
  /** Batch loss of the last step that was reported. */
  readonly loss: number | null;
  readonly stepsPerSecond: number | null;
  readonly remainingMs: number | null;
}

/** Training time looked back over. */
const windowMs = 4000;
/** Less than this says nothing about the pace. */
const leastMs = 150;

/** Steps a second over the last few seconds of training time (pauses do not count). */
export class RunPace {
  private readonly steps: number[] = [];
  private readonly times: number[] = [];

  add(step: number, elapsedMs: number): void {
    const last = this.times.at(-1);
    if (last !== undefined && elapsedMs < last) {
      // Resumed from a checkpoint: what was before belongs to another attempt.
      this.steps.length = 0;
      this.times.length = 0;
    }
    this.steps.push(step);
    this.times.push(elapsedMs);
    while (this.times.length > 2 && elapsedMs - (this.times[1] as number) > windowMs) {
      this.steps.shift();
      this.times.shift();
    }
  }

  /** null until enough was seen. */
  stepsPerSecond(): number | null {
    const [firstTime, lastTime] = [this.times[0], this.times.at(-1)];
    const [firstStep, lastStep] = [this.steps[0], this.steps.at(-1)];
    if (
      firstTime === undefined ||
      lastTime === undefined ||
      firstStep === undefined ||
      lastStep === undefined
    ) {
      return null;
    }
    if (lastTime - firstTime < leastMs || lastStep <= firstStep) return null;
    return ((lastStep - firstStep) / (lastTime - firstTime)) * 1000;
  }

  remainingMs(totalSteps: number): number | null {
    const pace = this.stepsPerSecond();
    const step = this.steps.at(-1);
    return pace === null || step === undefined ? null : (Math.max(0, totalSteps - step) / pace) * 1000;
  }
}
