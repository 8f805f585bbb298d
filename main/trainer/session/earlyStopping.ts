/** Early stopping: patience counted in evaluations; training workers. */
import type { RunConfig } from '../../../shared/config/runConfig';
import type { Evaluation } from '../../../shared/runs/run';

/** What is carried from evaluation to evaluation. */
export interface EarlyStoppingState {
  /** Best value so far; null before the first evaluation of the trained network. */
  readonly best: number | null;
  /** Evaluations since then. */
  readonly waited: number;
}

type Rule = NonNullable<RunConfig['training']['earlyStopping']>;

/** The state after an evaluation. A value that is missing or not finite is no improvement. */
export function afterEvaluation(
  state: EarlyStoppingState,
  rule: Rule,
  evaluation: Evaluation,
): EarlyStoppingState {
  const value = evaluation[rule.metric];
  const improved =
    value !== null && Number.isFinite(value) && (state.best === null || value < state.best - rule.minDelta);
  return improved ? { best: value, waited: 0 } : { best: state.best, waited: state.waited + 1 };
}

const metricNames: Readonly<Record<Rule['metric'], string>> = {
  testLoss: 'test loss',
  testError: 'test error',
  trainLoss: 'training loss',
  trainError: 'training error',
};

/** Why training stops now, as a sentence, or null if it goes on. */
export function stopReason(state: EarlyStoppingState, rule: Rule): string | null {
  if (state.waited < rule.patience) return null;
  const evaluations = rule.patience === 1 ? 'evaluation' : 'evaluations';
  return `Stopped early: the ${metricNames[rule.metric]} has not improved for ${rule.patience} ${evaluations}.`;
}
