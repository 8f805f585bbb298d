/** What a search strategy is: state in, proposal out, without clock, global randomness or other effects; runs anywhere. */
import type { Point } from '../../sweep/point';
import type { SearchSpace } from '../../sweep/space';
import { z } from '../../zod';
import type { CatalogEntry } from '../parameter';

/** What a strategy proposes from; the same throughout a sweep unless it is extended. */
export interface SearchContext {
  readonly space: SearchSpace;
  /** The strategy's numbers, complete. */
  readonly params: Readonly<Record<string, number>>;
  /** The configurations of an explicit list; else empty. */
  readonly points: readonly Point[];
}

/** How far a strategy has come; plain JSON, kept with the sweep. */
export const strategyStateSchema = z.strictObject({
  /** Proposals made so far, those that were not used among them. */
  proposed: z.number().int().min(0),
  /** The last proposal, from which a grid goes on; null before the first. */
  last: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).nullable(),
});
export type StrategyState = Readonly<z.output<typeof strategyStateSchema>>;

export const initialStrategyState: StrategyState = { proposed: 0, last: null };

/** What became of an earlier proposal. Failed and cancelled ones say nothing and are left out. */
export interface Observation {
  /** Number of the configuration in the sweep. */
  readonly number: number;
  readonly point: Point;
  readonly state: 'completed' | 'pruned' | 'diverged' | 'running';
  /** To be minimised; the last one known for a pruned one; null where there is none. */
  readonly cost: number | null;
  /** Epochs it was trained for. */
  readonly epochs: number;
}

/** A proposal and the state after it; null: there is nothing left to propose. */
export interface Proposal {
  readonly state: StrategyState;
  readonly point: Point | null;
}

/** A strategy. */
export interface StrategyDefinition extends CatalogEntry {
  /** Proposals depend on results: they are made one by one, when a worker is free. Others can be made all at once. */
  readonly adaptive: boolean;
  /** Where the configurations come from. */
  readonly source: 'grid' | 'draws' | 'points';
  propose(context: SearchContext, state: StrategyState, observations: readonly Observation[]): Proposal;
}
