/** Judges runs on other machines for their sweep's pruner, as their evaluations are collected; main process and command line. */
import type { Pruning, RunEvent } from '../../shared/trainer/protocol';
import { PrunerMemory } from '../trainer/prunerMemory';
import type { RemoteRun } from './remoteRun';

/**
 * One memory for all machines, where the lab is. A run goes on while its evaluation is under way: what is pruned has trained a
 * little longer than it would have here.
 */
export class RemoteJudge {
  private readonly memory = new PrunerMemory();

  /** Throws LabError `bad-file` where what was saved cannot be read. */
  enter(pruning: Pruning): void {
    this.memory.enter(pruning);
  }

  /** Why the run is to end; null where it goes on. Evaluations that are told again after a takeover are judged once. */
  judge(run: RemoteRun, event: RunEvent): string | null {
    const { pruning } = run;
    if (!pruning || event.type !== 'evaluated' || run.prunedBecause !== null) return null;
    for (const evaluation of event.evaluations) {
      if (evaluation.step <= run.judgedStep) continue;
      run.judgedStep = evaluation.step;
      const verdict = this.memory.judge(pruning, evaluation, false);
      if (verdict.prune) return verdict.reason;
    }
    return null;
  }

  /** The event with what the pruner remembers by then, and as the end that it is. */
  noted(run: RemoteRun, event: RunEvent): RunEvent {
    const { pruning, prunedBecause } = run;
    if (!pruning) return event;
    const withNote = this.memory.noted(pruning, event);
    return prunedBecause !== null && withNote.type === 'finished' && withNote.outcome === 'cancelled'
      ? { ...withNote, outcome: 'pruned', reason: prunedBecause }
      : withNote;
  }

  leave({ pruning, prunedBecause }: RemoteRun, event: RunEvent): void {
    const isCompleted = event.type === 'finished' && event.outcome === 'completed' && prunedBecause === null;
    if (pruning) this.memory.leave(pruning, isCompleted);
  }
}
