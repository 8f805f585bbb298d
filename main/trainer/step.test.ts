/** The gradient of the whole training step against finite differences, in float64. */
import { expect, test } from 'vitest';
import { float64Ops as ops, tensor64, type Float64Tensor } from '../../shared/maths/float64';
import { dropoutKeys, dropoutMask } from '../../shared/maths/counterHash';
import { randomStream } from '../../shared/rng';
import type { NetworkSpec } from './network';
import { lossAndGradients, type DenseLayer } from './step';

test('loss with L1, L2 and dropout: gradient by every weight and bias', () => {
  const sizes = [3, 4, 5, 2];
  const layersOf = sizes.slice(1).map((units, i) => ({ inputs: sizes[i]!, units }));
  const spec: NetworkSpec = {
    layers: layersOf,
    activations: [
      { id: 'gelu', params: {} },
      { id: 'elu', params: { c: 1.3 } },
    ],
    loss: 'softmax-cross-entropy',
    optimizer: { id: 'sgd', params: {} },
    l1: 0.01,
    l2: 0.02,
    dropout: 0.4,
    seed: 1,
  };
  const stream = randomStream(3, 'test');
  const draw = (count: number) => Array.from({ length: count }, () => stream.normal());
  const parameters = layersOf.flatMap(({ inputs, units }) => [
    { shape: [inputs, units], values: draw(inputs * units) },
    { shape: [units], values: draw(units) },
  ]);
  const batch = {
    x: tensor64(draw(6 * 3), [6, 3]),
    labels: tensor64([0, 1, 1, 0, 1, 0], [6]),
    targets: tensor64(new Array(12).fill(0), [6, 2]),
    inverseRows: tensor64(1 / 6),
    masks: [4, 5].map((units, l) => tensor64(dropoutMask(6, units, dropoutKeys(1, 0, l), 0.4), [6, units])),
  };
  const run = () => {
    const tensors = parameters.map(({ shape, values }) => tensor64(values, shape));
    const layers: DenseLayer<Float64Tensor>[] = layersOf.map((_, l) => ({
      kernel: tensors[2 * l]!,
      bias: tensors[2 * l + 1]!,
    }));
    return lossAndGradients(ops, spec, layers, batch);
  };
  const gradients = run().gradients.flatMap(({ kernel, bias }) => [kernel, bias]);
  const h = 1e-6;
  parameters.forEach(({ values }, p) => {
    values.forEach((value, i) => {
      const lossAt = (moved: number) => {
        values[i] = moved;
        const loss = run().loss.data[0]!;
        values[i] = value;
        return loss;
      };
      const slope = (lossAt(value + h) - lossAt(value - h)) / (2 * h);
      expect(gradients[p]!.data[i]).toBeCloseTo(slope, 6);
    });
  });
});
