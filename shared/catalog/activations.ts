/** The activation functions, each with its derivative, once for every backend; runs anywhere. */
import type { Ops } from '../maths/ops';
import { entryOf, param, type CatalogEntry } from './parameter';

type Params = Readonly<Record<string, number>>;

/** An activation y = f(x), elementwise. */
export interface ActivationDefinition extends CatalogEntry {
  /** f′(x), for KaTeX. */
  readonly derivativeTex: string;
  /** Points where f is not differentiable (a gradient check must keep away from them). */
  readonly kinks: readonly number[];
  /** y = f(x). */
  forward<T>(ops: Ops<T>, x: T, params: Params): T;
  /** dL/dx = dL/dy · f′(x), from the input x, the output y and dy = dL/dy. */
  backward<T>(ops: Ops<T>, at: { x: T; y: T; dy: T }, params: Params): T;
}

const SQRT_HALF = Math.SQRT1_2;
const INV_SQRT_2PI = 1 / Math.sqrt(2 * Math.PI);

export const activations: readonly ActivationDefinition[] = [
  {
    id: 'relu',
    label: 'ReLU',
    tex: '\\max(0, x)',
    derivativeTex: '\\begin{cases}1 & x > 0\\\\ 0 & x \\le 0\\end{cases}',
    help: 'Rectified linear unit: passes what is positive, stops the rest.',
    params: [],
    kinks: [0],
    forward: (ops, x) => ops.relu(x),
    backward: (ops, { y, dy }) => ops.reluGrad(dy, y),
  },
  {
    id: 'leaky-relu',
    label: 'Leaky ReLU',
    tex: '\\begin{cases}x & x > 0\\\\ a x & x \\le 0\\end{cases}',
    derivativeTex: '\\begin{cases}1 & x > 0\\\\ a & x \\le 0\\end{cases}',
    help: 'ReLU with a small slope for negative inputs, so that no unit dies.',
    params: [
      {
        id: 'slope',
        label: 'Slope',
        default: 0.01,
        min: 0,
        max: 1,
        help: 'Slope for negative inputs.',
      },
    ],
    kinks: [0],
    forward: (ops, x, p) =>
      ops.select(ops.greater(x, ops.scalar(0)), x, ops.mul(x, ops.scalar(param(p, 'slope')))),
    backward: (ops, { x, dy }, p) =>
      ops.select(ops.greater(x, ops.scalar(0)), dy, ops.mul(dy, ops.scalar(param(p, 'slope')))),
  },
  {
    id: 'elu',
    label: 'ELU',
    tex: '\\begin{cases}x & x \\ge 0\\\\ c(e^x - 1) & x < 0\\end{cases}',
    derivativeTex: '\\begin{cases}1 & x \\ge 0\\\\ c\\,e^x & x < 0\\end{cases}',
    help: 'Exponential linear unit: linear above 0, saturates at −c below.',
    params: [{ id: 'c', label: 'c', default: 1, min: 0, max: 10, help: 'Height of the lower plateau.' }],
    kinks: [0],
    forward: (ops, x, p) =>
      ops.select(
        ops.greaterEqual(x, ops.scalar(0)),
        x,
        ops.mul(ops.scalar(param(p, 'c')), ops.expm1(ops.minimum(x, ops.scalar(0)))),
      ),
    backward: (ops, { x, dy }, p) =>
      ops.select(
        ops.greaterEqual(x, ops.scalar(0)),
        dy,
        ops.mul(dy, ops.mul(ops.scalar(param(p, 'c')), ops.exp(ops.minimum(x, ops.scalar(0))))),
      ),
  },
  {
    id: 'tanh',
    label: 'tanh',
    tex: '\\tanh x = \\frac{2}{1 + e^{-2x}} - 1',
    derivativeTex: '1 - \\tanh^2 x',
    help: 'Hyperbolic tangent: from −1 to 1, centred on 0.',
    params: [],
    kinks: [],
    forward: (ops, x) => ops.tanh(x),
    backward: (ops, { y, dy }) => ops.tanhGrad(dy, y),
  },
  {
    id: 'sigmoid',
    label: 'Sigmoid',
    tex: '\\sigma(x) = \\frac{1}{1 + e^{-x}}',
    derivativeTex: '\\sigma(x)\\,(1 - \\sigma(x))',
    help: 'Logistic function: from 0 to 1.',
    params: [],
    kinks: [],
    forward: (ops, x) => ops.sigmoid(x),
    backward: (ops, { y, dy }) => ops.sigmoidGrad(dy, y),
  },
  {
    id: 'softplus',
    label: 'Softplus',
    tex: '\\ln(1 + e^x)',
    derivativeTex: '\\sigma(x)',
    help: 'A smooth ReLU.',
    params: [],
    kinks: [],
    forward: (ops, x) => ops.softplus(x),
    backward: (ops, { x, dy }) => ops.mul(dy, ops.sigmoid(x)),
  },
  {
    id: 'gelu',
    label: 'GELU',
    tex: 'x\\,\\Phi(x) = \\tfrac{x}{2}\\left(1 + \\operatorname{erf}\\tfrac{x}{\\sqrt 2}\\right)',
    derivativeTex: '\\Phi(x) + x\\,\\varphi(x)',
    help: 'Gaussian error linear unit, exact form (Hendrycks and Gimpel, 2016).',
    params: [],
    kinks: [],
    forward: (ops, x) => ops.mul(x, gaussianCdf(ops, x)),
    backward: (ops, { x, dy }) => {
      const density = ops.mul(ops.scalar(INV_SQRT_2PI), ops.exp(ops.mul(ops.scalar(-0.5), ops.square(x))));
      return ops.mul(dy, ops.add(gaussianCdf(ops, x), ops.mul(x, density)));
    },
  },
  {
    id: 'linear',
    label: 'Linear',
    tex: 'x',
    derivativeTex: '1',
    help: 'No non-linearity: the layers collapse into one.',
    params: [],
    kinks: [],
    forward: (_ops, x) => x,
    backward: (_ops, { dy }) => dy,
  },
];

/** Φ(x), the standard normal distribution function. */
function gaussianCdf<T>(ops: Ops<T>, x: T): T {
  const erf = ops.erf(ops.mul(x, ops.scalar(SQRT_HALF)));
  return ops.mul(ops.scalar(0.5), ops.add(ops.scalar(1), erf));
}

/** The activation with this id; throws if there is none. */
export const activationOf = (id: string): ActivationDefinition => entryOf(activations, id);
