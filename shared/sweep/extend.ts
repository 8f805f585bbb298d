/** Going on with a sweep beyond its first plan: more trials, more seeds, a wider grid; runs anywhere. */
import { strategyOf } from '../catalog/strategies';
import { initialStrategyState, type StrategyState } from '../catalog/strategies/strategy';
import { canonicalConfig } from '../config/runConfig';
import type { Issue } from '../result';
import type { Sweep } from './sweepFile';

/**
 * Why a sweep cannot become another; empty if it can. What the runs so far were trained and judged by stays: the base
 * and the objective. Space, strategy, pruner, seeds and name may change; nothing that was run is taken away.
 */
export function extensionIssues(before: Sweep, after: Sweep): Issue[] {
  const issues: Issue[] = [];
  if (canonicalConfig(before.base) !== canonicalConfig(after.base)) {
    issues.push({
      path: 'base',
      message: 'The base of a sweep cannot change; vary the field in the space, or start a new sweep.',
    });
  }
  if (JSON.stringify(before.objective) !== JSON.stringify(after.objective)) {
    issues.push({
      path: 'objective',
      message: 'The objective of a sweep cannot change, as its runs were judged by it; start a new sweep.',
    });
  }
  const dropped = before.seeds.filter((seed) => !after.seeds.includes(seed));
  if (dropped.length > 0) {
    issues.push({
      path: 'seeds',
      message: `Seeds can be added, not taken away; missing: ${dropped.join(', ')}.`,
    });
  }
  return issues;
}

/**
 * Where the strategy goes on. Draws count on, so that none is repeated; grids and lists are gone through again from the
 * start: what the sweep has already is passed over by its identity.
 */
export function extendedState(before: Sweep, after: Sweep, state: StrategyState): StrategyState {
  const draws = [before, after].every(({ strategy }) => strategyOf(strategy.id).source === 'draws');
  return draws ? state : initialStrategyState;
}
