/** Metrics of a network from what the engine says of each row; training workers. */
import type { RunPlan } from '../../../shared/config/plan';
import type { RunConfig } from '../../../shared/config/runConfig';
import type { Evaluation, RunResult } from '../../../shared/runs/run';
import type { PreparedData, RowResults, TrainingEngine } from '../engine';

interface Metrics {
  readonly loss: number | null;
  readonly error: number | null;
}

/** An evaluation with the rows behind it. */
export interface FullEvaluation {
  readonly metrics: Pick<Evaluation, 'trainLoss' | 'trainError' | 'testLoss' | 'testError'>;
  readonly train: RowResults | null;
  readonly test: RowResults | null;
}

/** Evaluates on the test rows and on as many training rows as the configuration says. */
export function evaluate(
  engine: TrainingEngine,
  config: RunConfig,
  plan: RunPlan,
  data: PreparedData,
): FullEvaluation {
  const trainRows = Math.min(plan.trainRows, config.evaluation.trainRows ?? plan.trainRows);
  const train = trainRows > 0 ? engine.evaluate('train', trainRows) : null;
  const test = plan.testRows > 0 ? engine.evaluate('test', plan.testRows) : null;
  const onTrain = metricsOf(train, data.trainLabels);
  const onTest = metricsOf(test, data.testLabels);
  return {
    metrics: {
      trainLoss: onTrain.loss,
      trainError: onTrain.error,
      testLoss: onTest.loss,
      testError: onTest.error,
    },
    train,
    test,
  };
}

/** Mean loss, and percent of rows decided wrongly. The sum is made in float64, whatever pieces the rows came in. */
function metricsOf(results: RowResults | null, labels: Uint8Array): Metrics {
  if (!results) return { loss: null, error: null };
  const { losses, predicted } = results;
  let sum = 0;
  let wrong = 0;
  for (let i = 0; i < losses.length; i++) {
    sum += losses[i] as number;
    if (predicted[i] !== labels[i]) wrong++;
  }
  const loss = sum / losses.length;
  return { loss: Number.isFinite(loss) ? loss : null, error: (100 * wrong) / losses.length };
}

/** True classes in rows, decided ones in columns; decisions beyond the classes are in no column. */
export function confusionOf(results: RowResults, labels: Uint8Array, classes: number): number[] {
  const counts = new Array<number>(classes * classes).fill(0);
  results.predicted.forEach((predicted, i) => {
    const cell = (labels[i] as number) * classes + predicted;
    if (predicted < classes) counts[cell] = (counts[cell] ?? 0) + 1;
  });
  return counts;
}

/** Percent wrong of each class; 0 where a class has no rows. */
export function errorsByClass(results: RowResults, labels: Uint8Array, classes: number): number[] {
  const rows = new Array<number>(classes).fill(0);
  const wrong = new Array<number>(classes).fill(0);
  results.predicted.forEach((predicted, i) => {
    const label = labels[i] as number;
    rows[label] = (rows[label] ?? 0) + 1;
    if (predicted !== label) wrong[label] = (wrong[label] ?? 0) + 1;
  });
  return rows.map((count, label) => (count === 0 ? 0 : (100 * (wrong[label] ?? 0)) / count));
}

/** The part of a result that shows where the network errs: on the test rows, else on the training rows. */
export function confusionPart(
  evaluation: FullEvaluation | null,
  data: PreparedData,
  plan: RunPlan,
): Pick<RunResult, 'confusion' | 'confusionOf' | 'perClassError'> {
  const of = evaluation?.test || plan.testRows > 0 ? 'test' : 'train';
  const results = evaluation?.[of];
  if (!results) return { confusion: [], confusionOf: of, perClassError: [] };
  const labels = data[`${of}Labels`];
  return {
    confusion: confusionOf(results, labels, plan.classes),
    confusionOf: of,
    perClassError: errorsByClass(results, labels, plan.classes),
  };
}
