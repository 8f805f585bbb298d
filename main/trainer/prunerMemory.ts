/** What the pruners of sweeps remember, one state for all runs of a sweep; it judges runs at their evaluations; main process and command line. */
import { prunerOf } from '../../shared/catalog/pruners';
import { goOn, type PrunerState, type Verdict } from '../../shared/catalog/pruners/pruner';
import type { Evaluation } from '../../shared/runs/run';
import { asCost, metricAt } from '../../shared/sweep/objective';
import type { PrunerNote, Pruning, RunEvent } from '../../shared/trainer/protocol';

/** Least time between two notes at the ends of runs, milliseconds: of many short ones not each is worth it. */
const noteEveryMs = 300;

interface Memory {
  /** Pruner and its numbers: with others it starts anew. */
  readonly rules: string;
  state: PrunerState;
  /** Runs under way. */
  open: number;
  notedAtMs: number;
}

export class PrunerMemory {
  private readonly sweeps = new Map<string, Memory>();

  /** A run begins. Throws LabError `bad-file` where the saved state cannot be read. */
  enter({ sweepId, pruner, state }: Pruning): void {
    const rules = JSON.stringify(pruner);
    const known = this.sweeps.get(sweepId);
    if (known?.rules === rules) {
      known.open++;
      return;
    }
    const definition = prunerOf(pruner.id);
    const begun = state === null ? definition.start() : definition.revive(state);
    this.sweeps.set(sweepId, { rules, state: begun, open: (known?.open ?? 0) + 1, notedAtMs: -Infinity });
  }

  /** @param isLast the run ends here by itself */
  judge({ sweepId, run, pruner, objective }: Pruning, evaluation: Evaluation, isLast: boolean): Verdict {
    const memory = this.sweeps.get(sweepId);
    if (!memory) return goOn;
    const value = metricAt(objective, evaluation);
    const report = {
      run,
      epoch: evaluation.epoch,
      isLast,
      cost: value === null ? null : asCost(objective, value),
    };
    const { state, verdict } = prunerOf(pruner.id).report(memory.state, report, pruner.params);
    memory.state = state;
    return verdict;
  }

  /** A run has ended, by itself or not. */
  leave({ sweepId, run, pruner }: Pruning, completed: boolean): void {
    const memory = this.sweeps.get(sweepId);
    if (!memory) return;
    memory.open--;
    memory.state = prunerOf(pruner.id).finish(memory.state, run, completed);
  }

  /** An event with what the pruner remembers by then: that is saved together with what it was told. */
  noted(pruning: Pruning, event: RunEvent): RunEvent {
    if (event.type !== 'checkpointed' && event.type !== 'finished') return event;
    const note = event.type === 'finished' ? this.noteAtEnd(pruning) : this.note(pruning);
    return note ? { ...event, pruner: note } : event;
  }

  /** What is to be saved with a run's checkpoint. */
  private note({ sweepId }: Pruning): PrunerNote | undefined {
    const memory = this.sweeps.get(sweepId);
    if (!memory) return undefined;
    memory.notedAtMs = performance.now();
    return { sweepId, state: memory.state };
  }

  /** What is to be saved with a run's end; undefined where another note follows soon. */
  private noteAtEnd(pruning: Pruning): PrunerNote | undefined {
    const memory = this.sweeps.get(pruning.sweepId);
    const isSoon = memory && memory.open > 0 && performance.now() - memory.notedAtMs < noteEveryMs;
    return isSoon ? undefined : this.note(pruning);
  }
}
