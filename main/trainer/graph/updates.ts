/**
 * How each optimiser changes variables in a graph: by TensorFlow's fused kernels where one computes the catalog's
 * formula, else by the catalog's formula itself; training workers only.
 */
import { optimizerOf } from '../../../shared/catalog/optimizers';
import { param } from '../../../shared/catalog/parameter';
import { updated } from '../step';
import type { NetworkSpec } from '../network';
import type { FunctionBuilder } from './functionBuilder';
import { graphOps } from './graphOps';
import { attr, type GraphTensor } from './nodes';

type Params = Readonly<Record<string, number>>;

/** A parameter in a graph: variables are resource handles. */
export interface GraphParameter {
  readonly variable: GraphTensor;
  /** Its value before the step. */
  readonly value: GraphTensor;
  readonly gradient: GraphTensor;
  readonly slots: readonly GraphTensor[];
}

/** Writes what step t (from 1) brings along into a row that begins at `at`. */
export type StepWriter = (into: Float32Array, at: number, learningRate: number, t: number) => void;

/** An optimiser's update as graph nodes. */
export interface GraphUpdate {
  /** How many numbers each step brings along. */
  readonly stepWidth: number;
  /** Writes them: once a step, of which there are a million a second in small runs. */
  stepWriter(params: Params): StepWriter;
  emit(
    builder: FunctionBuilder,
    parameter: GraphParameter,
    inputs: readonly GraphTensor[],
    params: Params,
  ): void;
}

const floats = { T: attr.type('float32'), use_locking: attr.bool(false) };

const input = (inputs: readonly GraphTensor[], index: number): GraphTensor => {
  const value = inputs[index];
  if (!value) throw new Error(`the step brings no number ${index}`);
  return value;
};
const slot = input;

const onlyRate = (): StepWriter => (into, at, learningRate) => {
  into[at] = learningRate;
};

const momentum = (nesterov: boolean): GraphUpdate => ({
  stepWidth: 1,
  stepWriter: onlyRate,
  emit: (builder, { variable, slots, gradient }, inputs, p) =>
    void builder.effect(
      'ResourceApplyMomentum',
      [variable, slot(slots, 0), input(inputs, 0), gradient, builder.float(param(p, 'momentum'))],
      { attrs: { ...floats, use_nesterov: attr.bool(nesterov) } },
    ),
});

/** βᵗ; past the last place of 1 − βᵗ it is not worked out any more. */
function powerOf(beta: number): (t: number) => number {
  const logarithm = Math.log(beta);
  return (t) => (t * logarithm < -40 ? 0 : beta ** t);
}

/**
 * The kernel computes θ −= α m/(√v + ε) with α = η √(1 − β₂ᵗ)/(1 − β₁ᵗ). PyTorch's ε stands beside √v̂, so it is given as
 * ε √(1 − β₂ᵗ); the corrections are folded into α here, in float64 and with the betas as the kernel rounds them.
 */
function adamWriter(p: Params): StepWriter {
  const power1 = powerOf(Math.fround(param(p, 'beta1')));
  const power2 = powerOf(Math.fround(param(p, 'beta2')));
  const epsilon = param(p, 'epsilon');
  return (into, at, learningRate, t) => {
    const rootCorrection2 = Math.sqrt(1 - power2(t));
    into[at] = (learningRate * rootCorrection2) / (1 - power1(t));
    into[at + 1] = epsilon * rootCorrection2;
  };
}

function emitAdam(
  builder: FunctionBuilder,
  { variable, slots, gradient }: GraphParameter,
  inputs: readonly GraphTensor[],
  p: Params,
  after: readonly string[] = [],
): void {
  const none = builder.float(0);
  const betas = [builder.float(param(p, 'beta1')), builder.float(param(p, 'beta2'))];
  builder.effect(
    'ResourceApplyAdam',
    [
      variable,
      slot(slots, 0),
      slot(slots, 1),
      none,
      none,
      input(inputs, 0),
      ...betas,
      input(inputs, 1),
      gradient,
    ],
    { attrs: { ...floats, use_nesterov: attr.bool(false) }, after },
  );
}

const fused: Readonly<Record<string, GraphUpdate>> = {
  sgd: {
    stepWidth: 1,
    stepWriter: onlyRate,
    emit: (builder, { variable, gradient }, inputs) =>
      void builder.effect('ResourceApplyGradientDescent', [variable, input(inputs, 0), gradient], {
        attrs: floats,
      }),
  },
  momentum: momentum(false),
  nesterov: momentum(true),
  adam: { stepWidth: 2, stepWriter: adamWriter, emit: emitAdam },
  adamw: {
    stepWidth: 3,
    stepWriter: (p) => {
      const write = adamWriter(p);
      const decay = param(p, 'weightDecay');
      return (into, at, learningRate, t) => {
        write(into, at, learningRate, t);
        into[at + 2] = learningRate * decay;
      };
    },
    emit: (builder, parameter, inputs, p) => {
      const decay = [parameter.variable, input(inputs, 2), parameter.value];
      const decayed = builder.effect('ResourceApplyGradientDescent', decay, { attrs: floats });
      emitAdam(builder, parameter, inputs, p, [decayed]);
    },
  },
  adagrad: {
    stepWidth: 1,
    stepWriter: onlyRate,
    emit: (builder, { variable, slots, gradient }, inputs, p) =>
      void builder.effect(
        'ResourceApplyAdagradV2',
        [variable, slot(slots, 0), input(inputs, 0), builder.float(param(p, 'epsilon')), gradient],
        { attrs: { ...floats, update_slots: attr.bool(true) } },
      ),
  },
};

/** The update of a network's optimiser. */
export function graphUpdate(spec: NetworkSpec): GraphUpdate {
  return fused[spec.optimizer.id] ?? byFormula(spec);
}

/** Reads the slots, applies the catalog's formula, assigns the results. */
function byFormula(spec: NetworkSpec): GraphUpdate {
  const { stepScalars } = optimizerOf(spec.optimizer.id);
  const dtype = { dtype: attr.type('float32') };
  return {
    stepWidth: 1 + stepScalars.length,
    stepWriter: (p) => (into, at, learningRate, t) => {
      into[at] = learningRate;
      stepScalars.forEach((scalar, i) => (into[at + 1 + i] = scalar.value(t, p)));
    },
    emit: (builder, { variable, value, gradient, slots }, inputs) => {
      const read = slots.map((handle) =>
        builder.node('ReadVariableOp', 'value', 'float32', [handle], { attrs: dtype }),
      );
      const step = { learningRate: input(inputs, 0), scalars: inputs.slice(1) };
      const next = updated(graphOps(builder), spec, { value, gradient, slots: read }, step);
      builder.effect('AssignVariableOp', [variable, next.value], { attrs: dtype });
      slots.forEach((handle, i) => {
        builder.effect('AssignVariableOp', [handle, slot(next.slots, i)], { attrs: dtype });
      });
    },
  };
}
