/** The optimisers as pure update rules (PyTorch's formulas), once for every backend; runs anywhere. */
import type { Ops } from '../maths/ops';
import { entryOf, param, type CatalogEntry, type ParameterSpec } from './parameter';

type Params = Readonly<Record<string, number>>;

/** One parameter tensor's update: all of the same shape but `learningRate` and `scalars`, which are float scalars. */
export interface UpdateInput<T> {
  readonly value: T;
  readonly gradient: T;
  /** In the order of `slots`. */
  readonly slots: readonly T[];
  readonly learningRate: T;
  /** This step's values, in the order of `stepScalars`. */
  readonly scalars: readonly T[];
}

/**
 * A number shared by all parameters that follows from the step alone. It is evaluated in float64 outside the training
 * step and is no state: in float32, 1 − β₂ᵗ would be off by 10⁻⁵ in the first steps.
 */
export interface StepScalar {
  readonly id: string;
  /** @param t number of the step, from 1 */
  value(t: number, params: Params): number;
}

/** A first-order optimiser. */
export interface OptimizerDefinition extends CatalogEntry {
  /** Sensible learning rate when this optimiser is chosen. */
  readonly defaultLearningRate: number;
  /** State tensors kept per parameter, all starting at 0. */
  readonly slots: readonly string[];
  readonly stepScalars: readonly StepScalar[];
  update<T>(ops: Ops<T>, input: UpdateInput<T>, params: Params): { value: T; slots: readonly T[] };
}

const momentum: ParameterSpec = {
  id: 'momentum',
  label: 'Momentum',
  default: 0.9,
  min: 0,
  max: 1,
  exclusiveMax: true,
  help: 'Share of the last step that is kept.',
};
const epsilon: ParameterSpec = {
  id: 'epsilon',
  label: 'ε',
  default: 1e-8,
  min: 0,
  max: 1,
  exclusiveMin: true,
  log: true,
  help: 'Keeps the division finite.',
};
const beta1: ParameterSpec = {
  id: 'beta1',
  label: 'β₁',
  default: 0.9,
  min: 0,
  max: 1,
  exclusiveMax: true,
  help: 'Decay of the mean of gradients.',
};
const beta2: ParameterSpec = {
  id: 'beta2',
  label: 'β₂',
  default: 0.999,
  min: 0,
  max: 1,
  exclusiveMax: true,
  help: 'Decay of the mean of squared gradients.',
};

const biasCorrections: readonly StepScalar[] = [
  { id: 'correction1', value: (t, p) => 1 - param(p, 'beta1') ** t },
  { id: 'rootCorrection2', value: (t, p) => Math.sqrt(1 - param(p, 'beta2') ** t) },
];

export const optimizers: readonly OptimizerDefinition[] = [
  {
    id: 'sgd',
    label: 'SGD',
    tex: '\\theta \\leftarrow \\theta - \\eta g',
    help: 'Plain stochastic gradient descent.',
    params: [],
    defaultLearningRate: 0.01,
    slots: [],
    stepScalars: [],
    update: (ops, { value, gradient, learningRate }) => ({
      value: ops.sub(value, ops.mul(learningRate, gradient)),
      slots: [],
    }),
  },
  {
    id: 'momentum',
    label: 'SGD with momentum',
    tex: 'v \\leftarrow \\mu v + g,\\quad \\theta \\leftarrow \\theta - \\eta v',
    help: 'Heavy ball (Polyak, 1964).',
    params: [momentum],
    defaultLearningRate: 0.01,
    slots: ['velocity'],
    stepScalars: [],
    update: (ops, { value, gradient, slots, learningRate }, p) => {
      const velocity = ops.add(ops.mul(ops.scalar(param(p, 'momentum')), first(slots)), gradient);
      return { value: ops.sub(value, ops.mul(learningRate, velocity)), slots: [velocity] };
    },
  },
  {
    id: 'nesterov',
    label: 'Nesterov momentum',
    tex: 'v \\leftarrow \\mu v + g,\\quad \\theta \\leftarrow \\theta - \\eta (g + \\mu v)',
    help: 'Momentum that looks ahead (Sutskever et al., 2013).',
    params: [momentum],
    defaultLearningRate: 0.01,
    slots: ['velocity'],
    stepScalars: [],
    update: (ops, { value, gradient, slots, learningRate }, p) => {
      const mu = ops.scalar(param(p, 'momentum'));
      const velocity = ops.add(ops.mul(mu, first(slots)), gradient);
      const step = ops.add(gradient, ops.mul(mu, velocity));
      return { value: ops.sub(value, ops.mul(learningRate, step)), slots: [velocity] };
    },
  },
  {
    id: 'rmsprop',
    label: 'RMSProp',
    tex: 's \\leftarrow \\alpha s + (1-\\alpha) g^2,\\quad \\theta \\leftarrow \\theta - \\eta\\, g / (\\sqrt{s} + \\varepsilon)',
    help: 'Divides by a running root mean square of gradients (Tieleman and Hinton, 2012).',
    params: [
      {
        id: 'alpha',
        label: 'α',
        default: 0.99,
        min: 0,
        max: 1,
        exclusiveMax: true,
        help: 'Decay of the mean of squared gradients.',
      },
      epsilon,
    ],
    defaultLearningRate: 0.001,
    slots: ['meanSquare'],
    stepScalars: [],
    update: (ops, { value, gradient, slots, learningRate }, p) => {
      const meanSquare = decayed(ops, first(slots), ops.square(gradient), param(p, 'alpha'));
      const scaled = ops.div(gradient, ops.add(ops.sqrt(meanSquare), ops.scalar(param(p, 'epsilon'))));
      return { value: ops.sub(value, ops.mul(learningRate, scaled)), slots: [meanSquare] };
    },
  },
  {
    id: 'adam',
    label: 'Adam',
    tex: '\\theta \\leftarrow \\theta - \\eta\\, \\hat m / (\\sqrt{\\hat v} + \\varepsilon)',
    help: 'Adaptive moments (Kingma and Ba, 2015).',
    params: [beta1, beta2, epsilon],
    defaultLearningRate: 0.001,
    slots: ['m', 'v'],
    stepScalars: biasCorrections,
    update: (ops, input, p) => adamUpdate(ops, input, p),
  },
  {
    id: 'adamw',
    label: 'AdamW',
    tex: '\\theta \\leftarrow (1 - \\eta\\lambda)\\,\\theta - \\eta\\, \\hat m / (\\sqrt{\\hat v} + \\varepsilon)',
    help: 'Adam with decoupled weight decay (Loshchilov and Hutter, 2019).',
    params: [
      beta1,
      beta2,
      epsilon,
      { id: 'weightDecay', label: 'Weight decay', default: 0.01, min: 0, max: 1, help: 'Decoupled decay λ.' },
    ],
    defaultLearningRate: 0.001,
    slots: ['m', 'v'],
    stepScalars: biasCorrections,
    update: (ops, input, p) => {
      const decay = ops.mul(input.learningRate, ops.scalar(param(p, 'weightDecay')));
      const value = ops.sub(input.value, ops.mul(decay, input.value));
      return adamUpdate(ops, { ...input, value }, p);
    },
  },
  {
    id: 'adagrad',
    label: 'Adagrad',
    tex: 's \\leftarrow s + g^2,\\quad \\theta \\leftarrow \\theta - \\eta\\, g / (\\sqrt{s} + \\varepsilon)',
    help: 'Divides by the root of the sum of squared gradients (Duchi et al., 2011).',
    params: [{ ...epsilon, default: 1e-10 }],
    defaultLearningRate: 0.01,
    slots: ['sumSquare'],
    stepScalars: [],
    update: (ops, { value, gradient, slots, learningRate }, p) => {
      const sumSquare = ops.add(first(slots), ops.square(gradient));
      const scaled = ops.div(gradient, ops.add(ops.sqrt(sumSquare), ops.scalar(param(p, 'epsilon'))));
      return { value: ops.sub(value, ops.mul(learningRate, scaled)), slots: [sumSquare] };
    },
  },
];

/** Adam with m̂ = m/(1 − β₁ᵗ) and √v̂ = √v/√(1 − β₂ᵗ), in PyTorch's order of operations. */
function adamUpdate<T>(
  ops: Ops<T>,
  { value, gradient, slots, learningRate, scalars }: UpdateInput<T>,
  p: Params,
) {
  const [m0, v0] = slots as readonly [T, T];
  const [correction1, rootCorrection2] = scalars as readonly [T, T];
  const m = decayed(ops, m0, gradient, param(p, 'beta1'));
  const v = decayed(ops, v0, ops.square(gradient), param(p, 'beta2'));
  const stepSize = ops.div(learningRate, correction1);
  const denominator = ops.add(ops.div(ops.sqrt(v), rootCorrection2), ops.scalar(param(p, 'epsilon')));
  return { value: ops.sub(value, ops.mul(stepSize, ops.div(m, denominator))), slots: [m, v] };
}

/** decay·old + (1 − decay)·fresh. */
function decayed<T>(ops: Ops<T>, old: T, fresh: T, decay: number): T {
  return ops.add(ops.mul(ops.scalar(decay), old), ops.mul(ops.scalar(1 - decay), fresh));
}

function first<T>(slots: readonly T[]): T {
  const [slot] = slots;
  if (slot === undefined) throw new Error('the optimiser state has no slot');
  return slot;
}

/** The optimiser with this id; throws if there is none. */
export const optimizerOf = (id: string): OptimizerDefinition => entryOf(optimizers, id);
