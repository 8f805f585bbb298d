/** What the main button says: what will happen, or what must be put right first; pure, renderer. */
import type { LaunchPlan } from '../../../../shared/ipc/contract';
import { formatCount, formatEstimate } from '../../../format/numbers';

/** What the words depend on. */
export interface ButtonState {
  /** null until the lab has answered for the first time. */
  readonly plan: Pick<LaunchPlan, 'plan' | 'estimatedMs'> | null;
  /** Number of fields in error. */
  readonly problems: number;
  /** Label of the first of them, '' if it is not on the page. */
  readonly firstLabel: string;
  /** Every place to train in is taken: the run will wait. */
  readonly queues: boolean;
}

const steps = (count: number): string => `${formatCount(count)} ${count === 1 ? 'step' : 'steps'}`;

/** "about 6 s"; a time under a second needs no "about". */
export function aboutTime(estimatedMs: number): string {
  const text = formatEstimate(estimatedMs);
  return text.startsWith('under') ? text : `about ${text}`;
}

/** "Train: 2,814 steps, about 6 s", "Fix learning rate", "Fix 3 fields: learning rate first". */
export function trainButtonText({ plan, problems, firstLabel, queues }: ButtonState): string {
  if (problems > 0) {
    const first = firstLabel === '' ? '' : lowerFirst(firstLabel);
    if (problems === 1) return first === '' ? 'Fix the form' : `Fix ${first}`;
    return `Fix ${problems} fields${first === '' ? '' : `: ${first} first`}`;
  }
  const verb = queues ? 'Queue' : 'Train';
  if (!plan) return verb;
  const { totalSteps } = plan.plan;
  if (totalSteps === 0)
    return queues ? 'Queue: no training, evaluate only' : 'Evaluate the untrained network';
  if (plan.estimatedMs === null) return `${verb}: ${steps(totalSteps)}`;
  return `${verb}: ${steps(totalSteps)}, ${aboutTime(plan.estimatedMs)}`;
}

/** A label within a sentence: "Learning rate" → "learning rate"; "L1", "β₁" and "ELU c" stay as they are. */
function lowerFirst(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
