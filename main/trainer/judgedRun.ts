/** A run that its sweep's pruner judges, as seen from outside its host: what the pruner hears of it, and says; main process and command line. */
import type { Verdict } from '../../shared/catalog/pruners/pruner';
import type { LabError } from '../../shared/result';
import type { Evaluation } from '../../shared/runs/run';
import type { Pruning, RunEvent } from '../../shared/trainer/protocol';
import type { RunListener } from './client';
import type { PrunerMemory } from './prunerMemory';

export class JudgedRun implements RunListener {
  /** Its end was asked for: it does not come to its own. */
  isEnding = false;
  private isOpen = true;

  /** Throws LabError `bad-file` where the pruner's saved state cannot be read. */
  constructor(
    private readonly pruning: Pruning,
    private readonly pruners: PrunerMemory,
    private readonly listener: RunListener,
  ) {
    pruners.enter(pruning);
  }

  onEvent(event: RunEvent, seq: number): void | Promise<void> {
    if (event.type === 'finished') this.close(event.outcome === 'completed' && !this.isEnding);
    if (event.type === 'failed') this.close(false);
    return this.listener.onEvent(this.pruners.noted(this.pruning, event), seq);
  }

  onJudge(evaluation: Evaluation, isLast: boolean): Verdict {
    return this.pruners.judge(this.pruning, evaluation, isLast);
  }

  onLost(error: LabError): void {
    this.close(false);
    this.listener.onLost(error);
  }

  /** The pruner hears nothing more of the run. */
  close(isCompleted: boolean): void {
    if (this.isOpen) this.pruners.leave(this.pruning, isCompleted);
    this.isOpen = false;
  }
}
