/** The network of a run as the engines see it, and its state as plain arrays; training workers. */
import { initializerOf } from '../../shared/catalog/initializers';
import { optimizerOf } from '../../shared/catalog/optimizers';
import type { Choice } from '../../shared/catalog/parameter';
import type { LayerShape, RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import { randomStream } from '../../shared/rng';
import type { SavedWeights } from '../../shared/trainer/protocol';

/** What decides a training step. */
export interface NetworkSpec {
  readonly layers: readonly LayerShape[];
  /** One per hidden layer. */
  readonly activations: readonly Choice[];
  readonly loss: string;
  readonly optimizer: Choice;
  /** λ₁ and λ₂ of Σ|w| and Σw² over weights. */
  readonly l1: number;
  readonly l2: number;
  /** Share of hidden activations dropped. */
  readonly dropout: number;
  readonly seed: number;
}

/** The network that a configuration asks for. */
export function networkOf(config: RunConfig, plan: RunPlan): NetworkSpec {
  return {
    layers: plan.layers,
    activations: config.model.hidden.map(({ activation }) => activation),
    loss: config.loss.id,
    optimizer: { id: config.optimizer.id, params: config.optimizer.params },
    ...config.regularization,
    seed: config.seed,
  };
}

/** Shapes of the parameters, layer by layer: kernel [inputs, units], then bias [units]. */
export function parameterShapes(layers: readonly LayerShape[]): (readonly number[])[] {
  return layers.flatMap(({ inputs, units }) => [[inputs, units], [units]]);
}

/** Everything that training changes. */
export interface NetworkState {
  /** In the order of `parameterShapes`. */
  readonly parameters: readonly Float32Array[];
  /** For each parameter its optimiser slots. */
  readonly slots: readonly (readonly Float32Array[])[];
}

/** Weights drawn from the initialiser, one stream a layer; slots 0. */
export function initialState(config: RunConfig, layers: readonly LayerShape[]): NetworkState {
  const initializer = initializerOf(config.model.initializer.id);
  const parameters = layers.flatMap(({ inputs, units }, i) => {
    const stream = randomStream(config.seed, `init:${i}`);
    const kernel = new Float32Array(inputs * units);
    const bias = new Float32Array(units);
    initializer.weights(kernel, inputs, units, stream);
    initializer.biases(bias, inputs, stream);
    return [kernel, bias];
  });
  const slotCount = optimizerOf(config.optimizer.id).slots.length;
  const slots = parameters.map(({ length }) =>
    Array.from({ length: slotCount }, () => new Float32Array(length)),
  );
  return { parameters, slots };
}

/** The parameters as they are saved with a run. */
export function savedWeights(layers: readonly LayerShape[], state: NetworkState): SavedWeights {
  return {
    layers: layers.map(({ inputs, units }, i) => {
      const [kernel, bias] = state.parameters.slice(2 * i, 2 * i + 2);
      if (!kernel || !bias) throw new Error(`layer ${i} has no parameters`);
      return { kernel, bias, inputs, units };
    }),
  };
}
