/** What the main button says: what will happen, or what must be put right first; pure, renderer. */
import { formatCount, formatEstimate } from '../../../format/numbers';

/** What the words depend on. */
export interface ButtonState {
  /** null until they are known. */
  readonly totalSteps: number | null;
  /** null where this kind of run was never measured here. */
  readonly estimatedMs: number | null;
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
export function trainButtonText({
  totalSteps,
  estimatedMs,
  problems,
  firstLabel,
  queues,
}: ButtonState): string {
  if (problems > 0) return fixText(problems, firstLabel);
  const verb = queues ? 'Queue' : 'Train';
  if (totalSteps === null) return verb;
  if (totalSteps === 0)
    return queues ? 'Queue: no training, evaluate only' : 'Evaluate the untrained network';
  if (estimatedMs === null) return `${verb}: ${steps(totalSteps)}`;
  return `${verb}: ${steps(totalSteps)}, ${aboutTime(estimatedMs)}`;
}

/** "Fix learning rate", "Fix 3 fields: learning rate first". */
function fixText(problems: number, firstLabel: string): string {
  const first = firstLabel === '' ? '' : lowerFirst(firstLabel);
  if (problems === 1) return first === '' ? 'Fix the form' : `Fix ${first}`;
  return `Fix ${problems} fields${first === '' ? '' : `: ${first} first`}`;
}

/** What the words for a sweep depend on. */
export interface SweepButtonState extends Pick<ButtonState, 'problems' | 'firstLabel' | 'estimatedMs'> {
  /** null until the lab has counted them. */
  readonly runs: number | null;
  /** How many of them saved runs answer. */
  readonly answered: number;
  /** Number of the sweep that goes on; null for a new one. */
  readonly extends: number | null;
}

/** "Start sweep: 12 runs, about 3 min", "Extend sweep 3 to 18 runs". */
export function sweepButtonText(state: SweepButtonState): string {
  const { problems, firstLabel, runs, estimatedMs } = state;
  if (problems > 0) return fixText(problems, firstLabel);
  const count = runs === null ? '' : `${formatCount(runs)} ${runs === 1 ? 'run' : 'runs'}`;
  if (state.extends !== null) return `Extend sweep ${state.extends}${count === '' ? '' : ` to ${count}`}`;
  const time = estimatedMs === null ? '' : `, ${aboutTime(estimatedMs)}`;
  if (runs !== null && runs > 0 && runs === state.answered) return `Start sweep: ${count}, all saved before`;
  return count === '' ? 'Start sweep' : `Start sweep: ${count}${time}`;
}

/** A label within a sentence: "Learning rate" → "learning rate"; "L1", "β₁" and "ELU c" stay as they are. */
function lowerFirst(label: string): string {
  return /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}
