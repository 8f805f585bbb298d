/** What a run's training host needs to judge it: its sweep's pruner and what that remembers; main process and command line. */
import type { RunRecord } from '../../shared/runs/run';
import type { Pruning } from '../../shared/trainer/protocol';
import type { Store } from '../store/store';

type Rules = Pick<Pruning, 'pruner' | 'objective'>;

/** A sweep's pruner state is kept where its runs are judged; what was saved is told there with its first run. */
export class PruningDesk {
  private readonly rules = new Map<string, Rules>();
  /** Sweeps whose saved state was told. */
  private readonly told = new Set<string>();

  constructor(private readonly store: Store) {}

  /** null for runs that no pruner judges. */
  of({ sweep, config }: RunRecord): Pruning | null {
    if (!sweep) return null;
    const rules = this.rulesOf(sweep.id);
    if (!rules || rules.pruner.id === 'none') return null;
    const isTold = this.told.has(sweep.id);
    this.told.add(sweep.id);
    const state = isTold ? null : this.store.sweeps.prunerState(sweep.id);
    return { sweepId: sweep.id, run: `${sweep.trial} ${config.seed}`, ...rules, state };
  }

  /** Another pruner than before: it starts anew. */
  forget(sweepId: string): void {
    this.rules.delete(sweepId);
    this.told.delete(sweepId);
    this.store.sweeps.savePrunerState(sweepId, null);
  }

  private rulesOf(id: string): Rules | null {
    const known = this.rules.get(id);
    if (known) return known;
    try {
      const { pruner, objective } = this.store.sweeps.get(id).sweep;
      const rules = { pruner, objective };
      this.rules.set(id, rules);
      return rules;
    } catch {
      // The sweep was erased; its runs are runs like others.
      return null;
    }
  }
}
