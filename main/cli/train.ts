/** Trains a run to its end, shows how it gets on and reports it; command line. */
import type { RunRecord } from '../../shared/runs/run';
import type { Lab } from '../runs/types';
import { printable } from './format';
import { showProgress, type Standing } from './progress';
import { runInWords, runSummary } from './summary';
import { write, type Terminal } from './terminal';

/** How a command reports. */
export interface ReportFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Follows a run that has been started. Returns the exit code: 0 if it completed, 1 otherwise. */
export async function followRun(
  lab: Lab,
  run: RunRecord,
  terminal: Terminal,
  flags: ReportFlags,
): Promise<number> {
  const progress = showProgress(terminal, run, flags.quiet === true);
  let standing: Standing = { ...run, lastLoss: null, evaluation: run.latest };
  const stopReasons = lab.on('run:changed', ({ id, state, stateReason }) => {
    // Nobody has paused it here: it waits for something, which the user must know.
    if (id === run.id && state === 'paused' && stateReason !== null)
      terminal.stderr.write(`\nThe run is paused: ${printable(stateReason)} It goes on by itself.\n`);
  });
  const stopListening = lab.on('run:progressed', (news) => {
    if (news.id !== run.id) return;
    const lastLoss = news.chunks.at(-1)?.losses.at(-1) ?? standing.lastLoss;
    standing = { ...news, lastLoss, evaluation: news.evaluations.at(-1) ?? standing.evaluation };
    progress.update(standing);
  });
  let ended: RunRecord;
  try {
    ended = await lab.runs.settled(run.id);
  } finally {
    stopListening();
    stopReasons();
    progress.stop();
  }
  await write(terminal.stdout, flags.json ? `${JSON.stringify(runSummary(ended))}\n` : runInWords(ended));
  if (ended.state === 'completed') return 0;
  const remedy = ended.state === 'interrupted' ? `; go on with: losslab resume ${ended.id}` : '';
  const reason = ended.stateReason ? ` (${printable(ended.stateReason)})` : '';
  await write(terminal.stderr, `The run is ${ended.state}${reason}${remedy}\n`);
  return 1;
}
