/** Reads what a sweep looks for out of its file; apart from what is reckoned with it, which the page does without a schema; runs anywhere. */
import { z } from '../zod';
import { objectiveMetrics, type Objective } from './objective';

export const objectiveSchema = z.strictObject({
  metric: z
    .enum(objectiveMetrics, { error: `The metric must be one of ${objectiveMetrics.join(', ')}.` })
    .default('testError'),
  direction: z
    .enum(['minimize', 'maximize'], { error: 'The direction must be minimize or maximize.' })
    .default('minimize'),
  at: z.enum(['last', 'best'], { error: 'at must be last or best.' }).default('last'),
}) satisfies z.ZodType<Objective>;
