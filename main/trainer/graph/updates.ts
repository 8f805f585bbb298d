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

/** An optimiser's update as graph nodes. */
export interface GraphUpdate {
  /** Numbers that each step brings along: how many, and which at step t (from 1). */
  readonly stepWidth: number;
  stepInputs(learningRate: number, t: number, params: Params): readonly number[];
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

const onlyRate = (learningRate: number): readonly number[] => [learningRate];

const momentum = (nesterov: boolean): GraphUpdate => ({
  stepWidth: 1,
  stepInputs: onlyRate,
  emit: (builder, { variable, slots, gradient }, inputs, p) =>
    void builder.effect(
      'ResourceApplyMomentum',
      [variable, slot(slots, 0), input(inputs, 0), gradient, builder.float(param(p, 'momentum'))],
      { attrs: { ...floats, use_nesterov: attr.bool(nesterov) } },
    ),
});

/**
 * The kernel computes θ −= α m/(√v + ε) with α = η √(1 − β₂ᵗ)/(1 − β₁ᵗ). PyTorch's ε stands beside √v̂, so it is given as
 * ε √(1 − β₂ᵗ); the corrections are folded into α here, in float64 and with the betas as the kernel rounds them.
 */
function adamInputs(learningRate: number, t: number, p: Params): [number, number] {
  const rootCorrection2 = Math.sqrt(1 - Math.fround(param(p, 'beta2')) ** t);
  const correction1 = 1 - Math.fround(param(p, 'beta1')) ** t;
  return [(learningRate * rootCorrection2) / correction1, param(p, 'epsilon') * rootCorrection2];
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
    stepInputs: onlyRate,
    emit: (builder, { variable, gradient }, inputs) =>
      void builder.effect('ResourceApplyGradientDescent', [variable, input(inputs, 0), gradient], {
        attrs: floats,
      }),
  },
  momentum: momentum(false),
  nesterov: momentum(true),
  adam: { stepWidth: 2, stepInputs: adamInputs, emit: emitAdam },
  adamw: {
    stepWidth: 3,
    stepInputs: (learningRate, t, p) => [
      ...adamInputs(learningRate, t, p),
      learningRate * param(p, 'weightDecay'),
    ],
    emit: (builder, parameter, inputs, p) => {
      const decay = [parameter.variable, input(inputs, 2), parameter.value];
      const decayed = builder.effect('ResourceApplyGradientDescent', decay, { attrs: floats });
      emitAdam(builder, parameter, inputs, p, [decayed]);
    },
  },
  adagrad: {
    stepWidth: 1,
    stepInputs: onlyRate,
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
    stepInputs: (learningRate, t, p) => [learningRate, ...stepScalars.map((scalar) => scalar.value(t, p))],
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
