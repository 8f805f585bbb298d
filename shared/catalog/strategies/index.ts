/** The search strategies of sweeps, in the order of the form; runs anywhere. */
import { entryOf } from '../parameter';
import { grid } from './grid';
import { list } from './list';
import { random } from './random';
import type { StrategyDefinition } from './strategy';
import { tpe } from './tpe';

export const strategies: readonly StrategyDefinition[] = [grid, random, tpe, list];

/** The strategy with this id; throws if there is none. */
export const strategyOf = (id: string): StrategyDefinition => entryOf(strategies, id);
