/** The reference operations against known values, and every catalog derivative against finite differences. */
import { describe, expect, test } from 'vitest';
import { activations } from '../catalog/activations';
import { losses } from '../catalog/losses';
import { dropoutBits, dropoutKeys, dropoutMask } from './counterHash';
import { erf, float64Ops as ops, matMul, tensor64 } from './float64';

test('erf agrees with tabulated values', () => {
  const table = [
    [0, 0],
    [0.1, 0.1124629160182849],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [3.5, 0.9999992569016276],
    [-1, -0.8427007929497149],
    [7, 1],
  ] as const;
  for (const [x, y] of table) expect(erf(x)).toBeCloseTo(y, 13);
});

test('matrices multiply, either transposed', () => {
  const a = tensor64([1, 2, 3, 4, 5, 6], [2, 3]);
  const b = tensor64([1, 0, 2, 1, 0, 1], [3, 2]);
  expect([...matMul(a, b).data]).toEqual([5, 5, 14, 11]);
  const turned = matMul(b, a, { a: true, b: true });
  expect([...turned.data]).toEqual([5, 14, 5, 11]);
  expect(() => matMul(a, a)).toThrow('inner sizes');
});

test('shapes broadcast like NumPy, and what does not is refused', () => {
  const rows = tensor64([10, 20], [2, 1]);
  const columns = tensor64([1, 2, 3], [3]);
  expect(ops.add(rows, columns)).toEqual(tensor64([11, 12, 13, 21, 22, 23], [2, 3]));
  expect(() => ops.add(tensor64([1, 2], [2]), columns)).toThrow('do not broadcast');
});

describe('activations', () => {
  test.each(activations.map((a) => [a.id, a] as const))('%s: derivative', (_id, activation) => {
    const params = Object.fromEntries(activation.params.map((spec) => [spec.id, spec.default]));
    const xs = Array.from({ length: 81 }, (_, i) => -4 + i * 0.1).filter((x) =>
      activation.kinks.every((kink) => Math.abs(x - kink) > 1e-3),
    );
    const f = (values: readonly number[]) =>
      activation.forward(ops, tensor64(values, [values.length]), params);
    const h = 1e-5;
    const above = f(xs.map((x) => x + h)).data;
    const below = f(xs.map((x) => x - h)).data;
    const at = {
      x: tensor64(xs, [xs.length]),
      y: f(xs),
      dy: tensor64(
        xs.map(() => 2),
        [xs.length],
      ),
    };
    const slope = activation.backward(ops, at, params).data;
    xs.forEach((_, i) => expect(slope[i]).toBeCloseTo((above[i]! - below[i]!) / h, 7));
  });

  test.each(activations.map((a) => [a.id, a] as const))('%s: finite far out', (_id, activation) => {
    const params = Object.fromEntries(activation.params.map((spec) => [spec.id, spec.default]));
    const x = tensor64([-1000, -100, 100, 1000], [4]);
    const y = activation.forward(ops, x, params);
    const dx = activation.backward(ops, { x, y, dy: tensor64([1, 1, 1, 1], [4]) }, params);
    expect([...y.data, ...dx.data].every(Number.isFinite)).toBe(true);
  });
});

describe('losses', () => {
  test.each(losses.map((l) => [l.id, l] as const))('%s: gradient by the logits', (_id, loss) => {
    for (const classes of [2, 4]) {
      const outputs = loss.outputUnits(classes);
      const labels = [0, 1, classes - 1];
      const logits = Array.from({ length: 3 * outputs }, (_, i) => Math.sin(3 * i) * 2);
      const targets = labels.flatMap((label) =>
        outputs === 1 ? [label] : Array.from({ length: outputs }, (_, c) => (c === label ? 1 : 0)),
      );
      const given = { labels: tensor64(labels, [3]), targets: tensor64(targets, [3, outputs]) };
      const total = (z: readonly number[]) =>
        ops.sum(loss.evaluate(ops, { logits: tensor64(z, [3, outputs]), ...given }).loss).data[0]!;
      const { gradient } = loss.evaluate(ops, { logits: tensor64(logits, [3, outputs]), ...given });
      const h = 1e-5;
      logits.forEach((_, i) => {
        const moved = (by: number) => total(logits.map((z, j) => (j === i ? z + by : z)));
        expect(gradient.data[i]).toBeCloseTo((moved(h) - moved(-h)) / (2 * h), 8);
      });
    }
  });
});

test('dropout drops its share, differently at each step and layer', () => {
  const mask = dropoutMask(200, 50, dropoutKeys(1, 0, 0), 0.3);
  const kept = mask.filter((value) => value > 0);
  expect(kept.length / mask.length).toBeGreaterThan(0.68);
  expect(kept.length / mask.length).toBeLessThan(0.72);
  expect(new Set(kept)).toEqual(new Set([Math.fround(1 / 0.7)]));
  const share = (other: Float32Array) => other.filter((v, i) => v > 0 && mask[i]! > 0).length / mask.length;
  for (const keys of [dropoutKeys(1, 1, 0), dropoutKeys(1, 0, 1), dropoutKeys(2, 0, 0)]) {
    // Independent masks keep 0.7² of all elements together.
    expect(share(dropoutMask(200, 50, keys, 0.3))).toBeCloseTo(0.49, 1);
  }
  const bits = Array.from({ length: 10_000 }, (_, i) => dropoutBits(i, [3, 5]));
  expect(bits.reduce((a, b) => a + b, 0) / bits.length / 0x100_0000).toBeCloseTo(0.5, 1);
});
