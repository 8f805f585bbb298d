/** A run as the command line prints it: one JSON object, or a few lines for people; command line. */
import type { RunRecord } from '../../shared/runs/run';
import { count, duration, loss, moment, network, percent, printable } from './format';

/** The object that `run`, `resume` and `show` print with --json. Errors are in percent, times in seconds. */
export function runSummary(run: RunRecord) {
  const { result, latest, environment } = run;
  return {
    runId: run.id,
    number: run.number,
    name: run.name,
    tags: run.tags,
    notes: run.notes,
    state: run.state,
    stateReason: run.stateReason,
    testError: result?.testError ?? latest?.testError ?? null,
    trainError: result?.trainError ?? latest?.trainError ?? null,
    testLoss: result?.testLoss ?? latest?.testLoss ?? null,
    trainLoss: result?.trainLoss ?? latest?.trainLoss ?? null,
    finalLoss: result?.finalLoss ?? null,
    epochs: run.epoch,
    steps: run.step,
    stepsPerEpoch: run.stepsPerEpoch,
    totalSteps: run.totalSteps,
    seconds: run.elapsedMs / 1000,
    epochSeconds: result?.epochSeconds ?? [],
    stoppedEarly: result?.stoppedEarly ?? false,
    parameterCount: run.parameterCount,
    dataset: run.datasetName,
    datasetId: run.config.dataset.id,
    datasetHash: run.datasetHash,
    configHash: run.configHash,
    confusion: result?.confusion ?? [],
    confusionOf: result?.confusionOf ?? null,
    perClassError: result?.perClassError ?? [],
    engine: run.engine,
    environment,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    config: run.config,
  };
}

/** The same in lines of text. */
export function runInWords(run: RunRecord): string {
  const summary = runSummary(run);
  const { config } = run;
  const hidden = config.model.hidden.map(({ units, activation }) => `${units} ${activation.id}`).join(', ');
  const lines: [string, string][] = [
    ['Run', `${run.id}  (#${run.number}${run.name ? `, ${printable(run.name)}` : ''})`],
    ['State', summary.stateReason ? `${run.state}: ${printable(summary.stateReason)}` : run.state],
    ['Data', `${printable(run.datasetName)}  ${run.datasetHash.slice(0, 12)}`],
    [
      'Model',
      `${hidden || 'logistic regression'}; ${config.loss.id}; ${count(run.parameterCount)} parameters`,
    ],
    [
      'Optimiser',
      `${config.optimizer.id}, learning rate ${config.optimizer.learningRate}, batch ${config.training.batchSize}, seed ${config.seed}`,
    ],
    [
      'Trained',
      `${count(run.epoch)} epochs, ${count(run.step)} of ${count(run.totalSteps)} steps in ${duration(run.elapsedMs)}`,
    ],
    ['Test', `error ${percent(summary.testError)}, loss ${loss(summary.testLoss)}`],
    [
      'Training',
      `error ${percent(summary.trainError)}, loss ${loss(summary.trainLoss)}, last batch ${loss(summary.finalLoss)}`,
    ],
    ['Created', moment(run.createdAt)],
  ];
  if (run.engine)
    lines.push(['Engine', [`${run.engine.backend}, ${run.engine.path}`, ...run.engine.notes].join('. ')]);
  if (run.tags.length > 0) lines.push(['Tags', printable(run.tags.join(', '))]);
  if (run.notes) lines.push(['Notes', printable(run.notes)]);
  return lines.map(([label, text]) => `${label.padEnd(10)} ${text}\n`).join('');
}

/** Cells of the list of runs. */
export function runRow(run: RunRecord): readonly string[] {
  const { testError, trainError } = runSummary(run);
  return [
    String(run.number),
    run.id,
    run.state,
    moment(run.createdAt),
    run.datasetName,
    network(run),
    run.config.optimizer.id,
    `${count(run.epoch)}/${count(run.config.training.epochs)}`,
    percent(testError),
    percent(trainError),
    duration(run.elapsedMs),
    run.name,
  ];
}

export const runHeader = [
  '#',
  'ID',
  'STATE',
  'CREATED',
  'DATA',
  'HIDDEN',
  'OPTIMISER',
  'EPOCHS',
  'TEST ERR',
  'TRAIN ERR',
  'TIME',
  'NAME',
] as const;
export const runNumberColumns: readonly number[] = [0, 7, 8, 9, 10];
