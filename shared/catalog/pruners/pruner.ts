/** What a pruner is: it is told of every evaluation of every run and says which runs are not worth going on with; runs anywhere. */
import { LabError } from '../../result';
import type { z } from '../../zod';
import type { CatalogEntry } from '../parameter';

/** An evaluation of a run as pruners see it. */
export interface RunReport {
  /** The run's id within the sweep. */
  readonly run: string;
  /** Epochs trained so far; 0 before training. */
  readonly epoch: number;
  /** The run ends here by itself. */
  readonly isLast: boolean;
  /** The objective as a cost (to be minimised), null where it is not finite. */
  readonly cost: number | null;
}

/** Whether a run goes on; the reason is one sentence for the user. */
export type Verdict = { readonly prune: false } | { readonly prune: true; readonly reason: string };

export const goOn: Verdict = { prune: false };

declare const opaque: unique symbol;
/** What a pruner remembers of a sweep's runs: plain JSON that only the pruner itself understands. Never changed in place. */
export interface PrunerState {
  readonly [opaque]: true;
}

type Numbers = Readonly<Record<string, number>>;

/** The share of its epochs, 0 to 1, that a run gets on average where runs are no better and no worse than those before them. */
export type UsualShare = (epochs: number, params: Numbers) => number;

/** A pruner. The state is one for all runs of a sweep; reports of different runs may come in any order. */
export interface PrunerDefinition extends CatalogEntry {
  /** Left out where it depends on what the runs are like. */
  readonly usualShare?: UsualShare;
  start(): PrunerState;
  /** Takes note of an evaluation and judges its run. A repeated report of a run gets the same answer. */
  report(
    state: PrunerState,
    report: RunReport,
    params: Numbers,
  ): { readonly state: PrunerState; readonly verdict: Verdict };
  /** Takes note of a run's end. Only runs that were trained to their own end count as completed. */
  finish(state: PrunerState, run: string, completed: boolean): PrunerState;
  /** The state from its JSON; throws LabError `bad-file` where it is none of this pruner's. */
  revive(json: unknown): PrunerState;
}

/** A pruner written in terms of its own state. */
export interface TypedPruner<S> extends CatalogEntry {
  readonly usualShare?: UsualShare;
  readonly stateSchema: z.ZodType<S>;
  readonly initial: S;
  report(state: S, report: RunReport, params: Numbers): { readonly state: S; readonly verdict: Verdict };
  finish(state: S, run: string, completed: boolean): S;
}

/** The pruner with its state hidden from everyone else. */
export function definePruner<S>(typed: TypedPruner<S>): PrunerDefinition {
  const hide = (state: S): PrunerState => state as unknown as PrunerState;
  const show = (state: PrunerState): S => state as unknown as S;
  return {
    ...typed,
    start: () => hide(typed.initial),
    report: (state, told, params) => {
      const after = typed.report(show(state), told, params);
      return { state: hide(after.state), verdict: after.verdict };
    },
    finish: (state, run, completed) => hide(typed.finish(show(state), run, completed)),
    revive: (json) => {
      const parsed = typed.stateSchema.safeParse(json);
      if (parsed.success) return hide(parsed.data);
      throw new LabError('bad-file', `The saved state of the pruner "${typed.label}" cannot be read.`, {
        cause: parsed.error,
      });
    },
  };
}
