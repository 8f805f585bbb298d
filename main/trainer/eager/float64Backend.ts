/** Float64 arrays as a backend of the eager engine: the reference in tests; anywhere. */
import { float64Ops, tensor64, type Float64Tensor } from '../../../shared/maths/float64';
import type { EagerBackend } from './eagerEngine';

/** Nothing has to be freed. */
export const float64Backend: EagerBackend<Float64Tensor> = {
  ops: float64Ops,
  tensor: tensor64,
  labels: (values) => tensor64(values, [values.length]),
  values: ({ data }) => data,
  scope: (use) => use((x) => x),
  free: () => undefined,
};
