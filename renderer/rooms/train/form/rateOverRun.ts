/** The learning rate at points of a run, as the schedule makes it; pure, renderer. */
import { schedules } from '../../../../shared/catalog/schedules';
import { findEntry, completeParams } from '../../../../shared/catalog/parameter';

/** What the rate follows from. */
export interface RateInput {
  readonly scheduleId: string;
  readonly params: Readonly<Record<string, number>>;
  readonly learningRate: number;
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
}

/** Rates at up to `count` equally spaced steps, the first and the last among them; none where a number is not valid. */
export function rateOverRun(input: RateInput, count = 81): readonly number[] {
  const { scheduleId, params, learningRate, totalSteps, stepsPerEpoch } = input;
  const schedule = findEntry(schedules, scheduleId);
  if (!schedule || !(learningRate > 0) || totalSteps < 2) return [];
  const complete = completeParams(schedule, params, '');
  if (complete.issues.length > 0) return [];
  const points = Math.min(count, totalSteps);
  return Array.from({ length: points }, (_, i) => {
    const step = Math.round((i * (totalSteps - 1)) / (points - 1));
    return learningRate * schedule.factor({ step, totalSteps, stepsPerEpoch }, complete.params);
  });
}
