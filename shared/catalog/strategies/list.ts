/** An explicit list of configurations, one after the other; runs anywhere. */
import type { StrategyDefinition } from './strategy';

export const list: StrategyDefinition = {
  id: 'list',
  label: 'List',
  tex: '',
  help: 'Configurations given one by one, pasted or from a CSV file.',
  params: [],
  adaptive: false,
  source: 'points',
  propose: ({ points }, state) => {
    const point = points[state.proposed] ?? null;
    return point ? { state: { proposed: state.proposed + 1, last: point }, point } : { state, point: null };
  },
};
