/** An activation's derivative as the catalog has it, against central differences in float64; runs anywhere. */
import { activationOf } from '../catalog/activations';
import type { Choice } from '../catalog/parameter';
import { float64Ops, tensor64 } from '../maths/float64';

/** An activation at some places, one entry a place. */
export interface ActivationSample {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** f′(x) by the catalog's formula. */
  readonly analytic: readonly number[];
  /** (f(x + h) − f(x − h)) / 2h. */
  readonly numeric: readonly number[];
  /** A point where f has no derivative lies within the difference: the two may differ there. */
  readonly atKink: readonly boolean[];
  /** The largest |analytic − numeric| apart from kinks. */
  readonly largestError: number;
}

/** Contract: `choice` is in the catalog with all its numbers. */
export function sampleActivation(choice: Choice, x: readonly number[], h = 1e-6): ActivationSample {
  const activation = activationOf(choice.id);
  const at = (places: readonly number[]) => {
    const input = tensor64(places, [places.length, 1]);
    return { input, output: activation.forward(float64Ops, input, choice.params) };
  };
  const { input, output } = at(x);
  const ones = tensor64(new Array<number>(x.length).fill(1), [x.length, 1]);
  const slopes = activation.backward(float64Ops, { x: input, y: output, dy: ones }, choice.params);
  const up = at(x.map((value) => value + h)).output.data;
  const down = at(x.map((value) => value - h)).output.data;
  const analytic = [...slopes.data];
  const numeric = x.map((_, i) => ((up[i] as number) - (down[i] as number)) / (2 * h));
  const atKink = x.map((value) => activation.kinks.some((kink) => Math.abs(value - kink) <= h));
  const errors = analytic.map((value, i) => (atKink[i] ? 0 : Math.abs(value - (numeric[i] as number))));
  return { x, y: [...output.data], analytic, numeric, atKink, largestError: Math.max(0, ...errors) };
}
