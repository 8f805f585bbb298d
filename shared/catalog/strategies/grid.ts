/** Full grid: every combination of the listed values, the last parameter changing fastest; runs anywhere. */
import { nextGridPoint } from '../../sweep/space';
import type { StrategyDefinition } from './strategy';

export const grid: StrategyDefinition = {
  id: 'grid',
  label: 'Grid',
  tex: '',
  help: 'Every combination of the listed values, the last one changing fastest.',
  params: [],
  adaptive: false,
  source: 'grid',
  propose: ({ space }, state) => {
    if (state.proposed > 0 && !state.last) return { state, point: null };
    const point = nextGridPoint(space, state.last);
    return { state: { proposed: state.proposed + 1, last: point }, point };
  },
};
