/** No pruning: every run goes to its end; runs anywhere. */
import { z } from '../../zod';
import { definePruner, goOn } from './pruner';

export const none = definePruner({
  id: 'none',
  label: 'None',
  tex: '',
  help: 'Every run is trained to its end.',
  params: [],
  stateSchema: z.strictObject({}),
  initial: {},
  report: (state) => ({ state, verdict: goOn }),
  finish: (state) => state,
});
