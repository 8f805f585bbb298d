/** What is to be said about a run beyond its numbers: why it ended, what is safe, what to do, warnings; pure, renderer. */
import { losses } from '../../shared/catalog/losses';
import { findEntry } from '../../shared/catalog/parameter';
import type { RunRecord } from '../../shared/runs/run';
import { formatCount, formatQuantity } from '../format/numbers';

export interface RunNotice {
  readonly id: 'state' | 'loss' | 'engine';
  readonly tone: 'bad' | 'warn';
  /** What happened. */
  readonly message: string;
  /** What is safe and what to do. */
  readonly advice: string;
  /** Whether another configuration is the way out. */
  readonly useInForm: boolean;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

function stateNotice(run: RunRecord): RunNotice | null {
  const { state, step } = run;
  const reason = run.stateReason === null ? '' : sentence(run.stateReason);
  const kept =
    step > 0 ? `The points of ${formatQuantity(step, 'step')} are saved.` : 'Nothing was trained yet.';
  const of = { id: 'state' as const, useInForm: false };
  switch (state) {
    case 'interrupted':
      return {
        ...of,
        tone: 'warn',
        message: reason || 'The training was interrupted.',
        advice: `${kept} Resume goes on from the last checkpoint and ends with the same numbers as without the break.`,
      };
    case 'failed':
      return {
        ...of,
        tone: 'bad',
        message: reason || 'The training failed.',
        advice: `${kept} Try again, or change the configuration.`,
        useInForm: true,
      };
    case 'diverged':
      return {
        ...of,
        tone: 'bad',
        message:
          reason ||
          `The loss was no longer a number at step ${formatCount(step)}; a lower learning rate may help.`,
        advice: `${kept} Standardised data or another initialiser may help as well.`,
        useInForm: true,
      };
    case 'cancelled':
      return {
        ...of,
        tone: 'warn',
        message: reason || 'The training was cancelled; there is no final evaluation.',
        advice: `${kept} Resume goes on from the last checkpoint.`,
      };
    case 'pruned':
      return {
        ...of,
        tone: 'warn',
        message: reason || 'The sweep ended this run early because others did better.',
        advice: kept,
      };
    case 'queued':
    case 'starting':
    case 'running':
    case 'paused':
    case 'completed':
      return null;
  }
}

/** The notices of a run, the gravest first. */
export function noticesOf(run: RunRecord): readonly RunNotice[] {
  const notices: RunNotice[] = [];
  const ended = stateNotice(run);
  if (ended) notices.push(ended);
  const warning = !run.origin && findEntry(losses, run.config.loss.id)?.warning;
  if (warning) notices.push({ id: 'loss', tone: 'warn', message: warning, advice: '', useInForm: false });
  if (run.engine && run.engine.backend !== 'native') {
    const backend = run.engine.backend === 'wasm' ? 'WebAssembly' : 'plain JavaScript';
    notices.push({
      id: 'engine',
      tone: 'warn',
      message: `Trained in ${backend}: native TensorFlow was not available.`,
      advice: 'The numbers are right, the training is slower.',
      useInForm: false,
    });
  }
  return notices;
}
