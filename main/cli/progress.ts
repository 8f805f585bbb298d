/** Shows on standard error how a run gets on: a bar in a terminal, plain lines elsewhere; command line. */
import { SingleBar } from 'cli-progress';
import type { Evaluation, RunRecord } from '../../shared/runs/run';
import { count, duration, loss, percent } from './format';
import type { Terminal } from './terminal';

/** Where a run stands. */
export interface Standing {
  readonly step: number;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly lastLoss: number | null;
  readonly evaluation: Evaluation | null;
}

export interface Progress {
  update(standing: Standing): void;
  /** Leaves the cursor on a new line. */
  stop(): void;
}

const lineEveryMs = 5000;

/** The display that suits the terminal; `quiet` shows nothing. */
export function showProgress(terminal: Terminal, run: RunRecord, quiet: boolean): Progress {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return terminal.stderr.isTTY ? bar(terminal, run) : lines(terminal, run);
}

function bar({ stderr }: Terminal, run: RunRecord): Progress {
  const single = new SingleBar({
    format: ' {bar} {percentage} %  epoch {epochs}  loss {loss}  {error}  {speed} steps/s  {left} left',
    stream: stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
    fps: 10,
    linewrap: false,
  });
  const payload = (standing: Standing) => ({ ...inWords(run, standing), ...pace(run, standing) });
  const start = {
    step: run.step,
    epoch: run.epoch,
    elapsedMs: run.elapsedMs,
    lastLoss: null,
    evaluation: run.latest,
  };
  single.start(run.totalSteps, run.step, payload(start));
  return { update: (standing) => single.update(standing.step, payload(standing)), stop: () => single.stop() };
}

/** A line at every evaluation, but not more often than every five seconds between first and last. */
function lines({ stderr }: Terminal, run: RunRecord): Progress {
  let shownAt = -Infinity;
  let latest: Standing | null = null;
  let shown: Standing | null = null;
  const show = (standing: Standing) => {
    const { epochs, loss: lastLoss, error } = inWords(run, standing);
    const steps = `${count(standing.step)}/${count(run.totalSteps)}`;
    stderr.write(
      `epoch ${epochs}  step ${steps}  loss ${lastLoss}  ${error}  ${duration(standing.elapsedMs)}\n`,
    );
    shown = standing;
    shownAt = Date.now();
  };
  return {
    update: (standing) => {
      latest = standing;
      if (Date.now() - shownAt >= lineEveryMs) show(standing);
    },
    stop: () => {
      if (latest && latest !== shown) show(latest);
    },
  };
}

function inWords(run: RunRecord, { epoch, lastLoss, evaluation }: Standing) {
  const test = evaluation?.testError ?? null;
  const error =
    test === null ? `train error ${percent(evaluation?.trainError)}` : `test error ${percent(test)}`;
  return { epochs: `${count(epoch)}/${count(run.config.training.epochs)}`, loss: loss(lastLoss), error };
}

function pace(run: RunRecord, { step, elapsedMs }: Standing) {
  if (step === 0 || elapsedMs === 0) return { speed: '–', left: '–' };
  return {
    speed: count(Math.round((1000 * step) / elapsedMs)),
    left: duration(((run.totalSteps - step) * elapsedMs) / step),
  };
}
