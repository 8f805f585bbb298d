/** Shows on standard error how a study gets on: a bar in a terminal, plain lines elsewhere; command line. */
import { SingleBar } from 'cli-progress';
import type { StudyProgress } from '../../shared/study/progress';
import { count, duration, printable } from './format';
import type { Terminal } from './terminal';

export interface StudyDisplay {
  readonly update: (progress: StudyProgress) => void;
  readonly stop: () => void;
}

const lineEveryMs = 10_000;

/** The display that suits the terminal; `quiet` shows nothing. */
export function showStudyProgress(terminal: Terminal, quiet: boolean): StudyDisplay {
  if (quiet) return { update: () => undefined, stop: () => undefined };
  return terminal.stderr.isTTY ? bar(terminal) : lines(terminal);
}

const rowsOf = ({ active }: StudyProgress): string =>
  active
    .map(
      ({ rowId, step, totalSteps }) =>
        `${printable(rowId)} ${Math.floor((100 * step) / Math.max(1, totalSteps))} %`,
    )
    .join(', ');

function bar({ stderr }: Terminal): StudyDisplay {
  const startedAt = Date.now();
  const single = new SingleBar({
    format: ' {bar} {percentage} % of all steps  run {done}/{runs}  {time}  {rows}',
    stream: stderr,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
    fps: 5,
    linewrap: false,
  });
  let isShown = false;
  return {
    update: (progress) => {
      const payload = {
        done: count(progress.done + progress.failed),
        runs: count(progress.runs),
        time: duration(Date.now() - startedAt),
        rows: rowsOf(progress),
      };
      if (!isShown) single.start(progress.totalSteps, progress.steps, payload);
      else single.update(progress.steps, payload);
      isShown = true;
    },
    stop: () => {
      if (isShown) single.stop();
    },
  };
}

/** A line whenever a run has ended, and every ten seconds. */
function lines({ stderr }: Terminal): StudyDisplay {
  const startedAt = Date.now();
  let shownAt = -Infinity;
  let ended = -1;
  return {
    update: (progress) => {
      const now = progress.done + progress.failed;
      if (now === ended && Date.now() - shownAt < lineEveryMs) return;
      ended = now;
      shownAt = Date.now();
      const steps = `${count(progress.steps)}/${count(progress.totalSteps)} steps`;
      const under = progress.active.length > 0 ? `  (${rowsOf(progress)})` : '';
      stderr.write(`run ${now}/${progress.runs}  ${steps}  ${duration(shownAt - startedAt)}${under}\n`);
    },
    stop: () => undefined,
  };
}
