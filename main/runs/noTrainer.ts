/** In place of a training host where nothing is trained: no process is started; command line and benchmarks. */
import { LabError } from '../../shared/result';
import type { TrainerPort } from './trainerPort';

export const noTrainer = (): TrainerPort => ({
  request: () => Promise.reject(new LabError('unsupported', 'This command does not train.')),
  acknowledge: () => undefined,
  onRunEvent: () => () => undefined,
  onRunLost: () => () => undefined,
  onHostState: () => () => undefined,
  close: () => Promise.resolve(),
});
