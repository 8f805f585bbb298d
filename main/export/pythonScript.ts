/**
 * A trained network as a Python script with its weights beside it (.npz), for Keras or PyTorch. The script takes raw inputs,
 * and checks itself against outputs that the lab gave; main process and command line.
 */
import type { Choice } from '../../shared/catalog/parameter';
import { labVersion } from '../buildInfo';
import type { ExportedModel, ModelPart } from './modelParts';
import { writeNpz, type NpzArray } from './npz';
import { pythonNumber, pythonString, pythonStrings } from './pythonText';

/** What differs between the two libraries. */
interface Dialect {
  readonly library: string;
  readonly install: string;
  readonly imports: string;
  /** A line of the list of layers. */
  layer(part: ModelPart): string;
  /** `build_model` and `outputs_of`, with what they need. */
  functions(layers: readonly string[]): string;
}

/** Files by name: model.py, weights.npz and example.npz. */
export function pythonFiles(
  model: ExportedModel,
  form: 'keras' | 'pytorch',
): Readonly<Record<string, string | Buffer>> {
  const { example } = model;
  const rows = example.labels.length;
  return {
    'model.py': scriptOf(model, form === 'keras' ? keras : pytorch),
    'weights.npz': writeNpz(weightArrays(model)),
    'example.npz': writeNpz({
      inputs: { shape: [rows, ...example.info.featureShape], data: example.features },
      labels: { shape: [rows], data: example.labels },
      outputs: { shape: [rows, model.outputs], data: example.outputs },
    }),
  };
}

function weightArrays({ parts }: ExportedModel): Record<string, NpzArray> {
  const arrays: Record<string, NpzArray> = {};
  for (const part of parts) {
    if (part.kind === 'dense') {
      arrays[`kernel_${part.index}`] = { shape: [part.inputs, part.units], data: part.kernel };
      arrays[`bias_${part.index}`] = { shape: [part.units], data: part.bias };
    } else if (part.kind === 'standardise') {
      arrays['mean'] = { shape: [part.mean.length], data: part.mean };
      arrays['inv_std'] = { shape: [part.invStd.length], data: part.invStd };
    }
  }
  return arrays;
}

function scriptOf(model: ExportedModel, dialect: Dialect): string {
  const { run, example, threshold } = model;
  const shape = example.info.featureShape;
  const inputShape = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const layers = model.parts.map((part) => dialect.layer(part));
  const classes =
    threshold === null
      ? 'outputs.argmax(axis=1)'
      : `(outputs[:, 0] > ${pythonNumber(threshold)}).astype(np.int64)`;
  return `"""A network that LossLab ${labVersion} has trained, for ${dialect.library}.

    pip install ${dialect.install}
    python model.py                 # checks itself with the rows in example.npz
    python model.py inputs.npy      # predicts; writes predictions.npz (outputs, classes)

Inputs are raw, as in the data set: shape [rows, *INPUT_SHAPE]; standardisation is a part of the model.
"""

import sys
from pathlib import Path

import numpy as np
${dialect.imports}

RUN = ${pythonString(run.name)}  # number ${run.number}, id ${run.id}
DATASET = ${pythonString(run.datasetName)}  # sha256 ${run.datasetHash}
LOSS = ${pythonString(run.config.loss.id)}
INPUT_SHAPE = ${inputShape}
FEATURES = ${pythonStrings(example.info.featureNames)}
CLASSES = ${pythonStrings(example.info.classNames)}

HERE = Path(__file__).resolve().parent


${dialect.functions(layers)}

def classes_of(outputs: np.ndarray) -> np.ndarray:
    """Indices into CLASSES."""
    return ${classes}


def main() -> int:
    model = build_model()
    if len(sys.argv) > 1:
        inputs = np.load(sys.argv[1], allow_pickle=False)
        if inputs.shape[1:] != INPUT_SHAPE:
            print(f"Inputs have the shape {inputs.shape}; [rows, *{INPUT_SHAPE}] is needed.", file=sys.stderr)
            return 2
        outputs = outputs_of(model, inputs)
        np.savez("predictions.npz", outputs=outputs, classes=classes_of(outputs))
        print(f"{len(inputs)} rows predicted: predictions.npz")
        return 0
    example = np.load(HERE / "example.npz", allow_pickle=False)
    outputs = outputs_of(model, example["inputs"])
    difference = float(np.abs(outputs - example["outputs"]).max())
    right = float((classes_of(outputs) == example["labels"]).mean())
    print(f"{len(outputs)} ${example.rowsOf === 'test' ? 'test' : 'training'} rows: {100 * right:.2f} % right")
    print(f"largest difference to LossLab: {difference:.3g}")
    return 0 if difference <= 1e-4 else 1


if __name__ == "__main__":
    sys.exit(main())
`;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `            ${line},\n`).join('');

const unknown = (id: string): never => {
  throw new Error(`the activation ${id} has no layer in Python`);
};

const number = (params: Choice['params'], id: string): string => pythonNumber(params[id] ?? 0);

const keras: Dialect = {
  library: 'Keras 3',
  install: 'numpy keras tensorflow   (or jax, or torch: see KERAS_BACKEND)',
  imports: 'import keras\nfrom keras import layers',
  layer: (part) => {
    switch (part.kind) {
      case 'flatten':
        return 'layers.Flatten()';
      case 'scale':
        return `layers.Rescaling(${pythonNumber(part.factor)})`;
      case 'standardise':
        return 'Standardise(name="standardise")';
      case 'dense':
        return `layers.Dense(${part.units}, name="dense_${part.index}")`;
      case 'dropout':
        return `layers.Dropout(${pythonNumber(part.rate)})`;
      case 'output':
        return `layers.Activation("${part.function}")`;
      case 'activation':
        return kerasActivation(part.choice);
    }
  },
  functions: (layers) => `@keras.saving.register_keras_serializable("losslab")
class Standardise(layers.Layer):
    """(x - mean) * inv_std."""

    def build(self, input_shape):
        self.mean = self.add_weight(name="mean", shape=input_shape[-1:], trainable=False)
        self.inv_std = self.add_weight(name="inv_std", shape=input_shape[-1:], trainable=False)

    def call(self, x):
        return (x - self.mean) * self.inv_std


def build_model() -> keras.Model:
    """The network with its weights; from raw inputs to outputs."""
    weights = np.load(HERE / "weights.npz", allow_pickle=False)
    model = keras.Sequential(
        [
            keras.Input(INPUT_SHAPE),
${indented(layers)}        ]
    )
    for layer in model.layers:
        if layer.name.startswith("dense_"):
            index = layer.name.removeprefix("dense_")
            layer.set_weights([weights[f"kernel_{index}"], weights[f"bias_{index}"]])
        elif layer.name == "standardise":
            layer.set_weights([weights["mean"], weights["inv_std"]])
    return model


def outputs_of(model: keras.Model, inputs: np.ndarray) -> np.ndarray:
    """Outputs [rows, outputs] for raw inputs [rows, *INPUT_SHAPE]."""
    return np.asarray(model.predict(inputs.astype(np.float32), verbose=0))

`,
};

function kerasActivation({ id, params }: Choice): string {
  const plain = (name: string) => `layers.Activation("${name}")`;
  const forms: Readonly<Record<string, () => string>> = {
    relu: () => plain('relu'),
    'leaky-relu': () => `layers.LeakyReLU(negative_slope=${number(params, 'slope')})`,
    elu: () => `layers.ELU(alpha=${number(params, 'c')})`,
    tanh: () => plain('tanh'),
    sigmoid: () => plain('sigmoid'),
    softplus: () => plain('softplus'),
    // The exact form: in Keras the approximate one must be asked for.
    gelu: () => plain('gelu'),
    linear: () => plain('linear'),
  };
  return forms[id]?.() ?? unknown(id);
}

const pytorch: Dialect = {
  library: 'PyTorch',
  install: 'numpy torch',
  imports: 'import torch\nfrom torch import nn',
  layer: (part) => {
    switch (part.kind) {
      case 'flatten':
        return 'nn.Flatten()';
      case 'scale':
        return `Standardise(0.0, ${pythonNumber(part.factor)})`;
      case 'standardise':
        return 'Standardise(weights["mean"], weights["inv_std"])';
      case 'dense':
        return `dense(weights, ${part.index})`;
      case 'dropout':
        return `nn.Dropout(${pythonNumber(part.rate)})`;
      case 'output':
        return part.function === 'softmax' ? 'nn.Softmax(dim=1)' : 'nn.Sigmoid()';
      case 'activation':
        return torchActivation(part.choice);
    }
  },
  functions: (layers) => `class Standardise(nn.Module):
    """(x - mean) * inv_std."""

    def __init__(self, mean, inv_std):
        super().__init__()
        self.register_buffer("mean", torch.as_tensor(mean, dtype=torch.float32))
        self.register_buffer("inv_std", torch.as_tensor(inv_std, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x - self.mean) * self.inv_std


def dense(weights, index: int) -> nn.Linear:
    """A fully connected layer; PyTorch keeps kernels as [outputs, inputs]."""
    kernel = torch.from_numpy(weights[f"kernel_{index}"]).T.contiguous()
    layer = nn.Linear(kernel.shape[1], kernel.shape[0])
    layer.weight = nn.Parameter(kernel)
    layer.bias = nn.Parameter(torch.from_numpy(weights[f"bias_{index}"]))
    return layer


def build_model() -> nn.Module:
    """The network with its weights; from raw inputs to outputs."""
    weights = np.load(HERE / "weights.npz", allow_pickle=False)
    model = nn.Sequential(
${indented(layers).replaceAll('            ', '        ')}    )
    return model.eval()


def outputs_of(model: nn.Module, inputs: np.ndarray) -> np.ndarray:
    """Outputs [rows, outputs] for raw inputs [rows, *INPUT_SHAPE]."""
    with torch.no_grad():
        return model(torch.from_numpy(inputs.astype(np.float32))).numpy()

`,
};

function torchActivation({ id, params }: Choice): string {
  const forms: Readonly<Record<string, () => string>> = {
    relu: () => 'nn.ReLU()',
    'leaky-relu': () => `nn.LeakyReLU(${number(params, 'slope')})`,
    elu: () => `nn.ELU(${number(params, 'c')})`,
    tanh: () => 'nn.Tanh()',
    sigmoid: () => 'nn.Sigmoid()',
    softplus: () => 'nn.Softplus()',
    gelu: () => 'nn.GELU()',
    linear: () => 'nn.Identity()',
  };
  return forms[id]?.() ?? unknown(id);
}
