/**
 * A trained network as a TensorFlow.js LayersModel (model.json and weights.bin), made of layers that plain tfjs has, so that
 * `tf.loadLayersModel` needs nothing of the lab; main process and command line.
 */
import { labVersion } from '../buildInfo';
import type { ExportedModel, ModelPart } from './modelParts';
import { littleEndian } from './npz';

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

interface Layer {
  readonly name: string;
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Names of the layers whose outputs it takes. */
  readonly from: readonly string[];
  readonly weights?: readonly Weight[];
}

/** Files by name. */
export function layersModelFiles(model: ExportedModel): Readonly<Record<string, string | Buffer>> {
  const { run, example } = model;
  const layers = layersOf(model);
  const weights = layers.flatMap(({ weights = [] }) => weights);
  const json = {
    format: 'layers-model',
    generatedBy: `LossLab ${labVersion}`,
    convertedBy: null,
    modelTopology: {
      keras_version: 'tfjs-layers 4.22.0',
      backend: 'tensor_flow.js',
      class_name: 'Model',
      config: {
        name: `losslab_run_${run.number}`,
        trainable: true,
        layers: layers.map(({ name, className, config, from }) => ({
          name,
          class_name: className,
          config: { name, trainable: className !== 'BatchNormalization', dtype: 'float32', ...config },
          inbound_nodes: from.length === 0 ? [] : [from.map((source) => [source, 0, 0, {}])],
        })),
        input_layers: [['inputs', 0, 0]],
        output_layers: [[layers.at(-1)?.name ?? 'inputs', 0, 0]],
      },
    },
    weightsManifest: [
      {
        paths: ['weights.bin'],
        weights: weights.map(({ name, shape }) => ({ name, shape, dtype: 'float32' })),
      },
    ],
    userDefinedMetadata: {
      run: { id: run.id, number: run.number, name: run.name },
      dataset: { name: run.datasetName, sha256: run.datasetHash },
      classNames: example.info.classNames,
      featureNames: example.info.featureNames,
    },
  };
  return {
    'model.json': `${JSON.stringify(json)}\n`,
    'weights.bin': Buffer.concat(weights.map(({ data }) => littleEndian(data))),
  };
}

function layersOf({ example, parts }: ExportedModel): readonly Layer[] {
  const shape = [null, ...example.info.featureShape];
  const layers: Layer[] = [
    {
      name: 'inputs',
      className: 'InputLayer',
      config: { batch_input_shape: shape, sparse: false },
      from: [],
    },
  ];
  for (const [position, part] of parts.entries())
    layers.push(...layersOfPart(part, position, layers.at(-1)?.name ?? 'inputs'));
  return layers;
}

/** What a part is in tfjs; `before` is the layer whose output it takes. */
function layersOfPart(part: ModelPart, position: number, before: string): readonly Layer[] {
  const layer = (name: string, className: string, config: Layer['config'] = {}): Layer => ({
    ...{ name, className, config },
    from: [before],
  });
  switch (part.kind) {
    case 'flatten':
      return [layer('flatten', 'Flatten')];
    case 'scale':
      return [layer('scale', 'Rescaling', { scale: part.factor, offset: 0 })];
    case 'standardise':
      return [standardiseLayer(part, before)];
    case 'dense':
      return [
        {
          ...layer(`dense_${part.index}`, 'Dense', {
            units: part.units,
            activation: 'linear',
            use_bias: true,
          }),
          weights: [
            { name: `dense_${part.index}/kernel`, shape: [part.inputs, part.units], data: part.kernel },
            { name: `dense_${part.index}/bias`, shape: [part.units], data: part.bias },
          ],
        },
      ];
    case 'dropout':
      return [layer(`dropout_${position}`, 'Dropout', { rate: part.rate })];
    case 'output':
      return [layer('outputs', 'Activation', { activation: part.function })];
    case 'activation':
      return activationLayers(part.choice, `activation_${position}`, before);
  }
}

/**
 * Batch normalisation with a variance of 1: it takes the mean off before it multiplies, so that large means cost no digits
 * (as they would, folded into the first kernel).
 */
function standardiseLayer(part: Extract<ModelPart, { kind: 'standardise' }>, before: string): Layer {
  const width = part.mean.length;
  const weight = (name: string, data: Float32Array): Weight => ({
    ...{ name: `standardise/${name}`, shape: [width], data },
  });
  return {
    name: 'standardise',
    className: 'BatchNormalization',
    config: { axis: -1, epsilon: 0, momentum: 0.99, center: true, scale: true },
    from: [before],
    weights: [
      weight('gamma', part.invStd),
      weight('beta', new Float32Array(width)),
      weight('moving_mean', part.mean),
      weight('moving_variance', new Float32Array(width).fill(1)),
    ],
  };
}

/** An activation of the catalog in tfjs' own layers. */
function activationLayers(
  { id, params }: { readonly id: string; readonly params: Readonly<Record<string, number>> },
  name: string,
  before: string,
): readonly Layer[] {
  const plain = (activation: string): readonly Layer[] => [
    { name, className: 'Activation', config: { activation }, from: [before] },
  ];
  switch (id) {
    case 'leaky-relu':
      return [{ name, className: 'LeakyReLU', config: { alpha: params['slope'] ?? 0.01 }, from: [before] }];
    case 'elu':
      return eluLayers(params['c'] ?? 1, name, before);
    case 'relu':
    case 'tanh':
    case 'sigmoid':
    case 'softplus':
    case 'gelu':
    case 'linear':
      return plain(id);
    default:
      throw new Error(`the activation ${id} has no layer in TensorFlow.js`);
  }
}

/** tfjs has ELU with c = 1 only: elu_c(x) = c · elu₁(x) + (1 − c) · relu(x). */
function eluLayers(c: number, name: string, before: string): readonly Layer[] {
  if (c === 1) return [{ name, className: 'Activation', config: { activation: 'elu' }, from: [before] }];
  const part = (suffix: string, activation: string, scale: number): readonly Layer[] => [
    { name: `${name}_${suffix}`, className: 'Activation', config: { activation }, from: [before] },
    {
      name: `${name}_${suffix}_scaled`,
      className: 'Rescaling',
      config: { scale, offset: 0 },
      from: [`${name}_${suffix}`],
    },
  ];
  return [
    ...part('elu', 'elu', c),
    ...part('relu', 'relu', 1 - c),
    { name, className: 'Add', config: {}, from: [`${name}_elu_scaled`, `${name}_relu_scaled`] },
  ];
}
