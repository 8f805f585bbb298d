/** How weights and biases start; runs anywhere. */
import type { RandomStream } from '../rng';
import { entryOf, type CatalogEntry } from './parameter';

/** An initialiser of a dense layer with `fanIn` inputs and `fanOut` units. */
export interface InitializerDefinition extends CatalogEntry {
  /** Fills the weights, row-major [fanIn, fanOut]. */
  weights(out: Float32Array, fanIn: number, fanOut: number, stream: RandomStream): void;
  /** Fills the biases [fanOut]. */
  biases(out: Float32Array, fanIn: number, stream: RandomStream): void;
}

function fill(out: Float32Array, draw: () => number): void {
  for (let i = 0; i < out.length; i++) out[i] = draw();
}

function uniform(out: Float32Array, limit: number, stream: RandomStream): void {
  fill(out, () => (2 * stream.uniform() - 1) * limit);
}

const zeros = (out: Float32Array): void => void out.fill(0);

export const initializers: readonly InitializerDefinition[] = [
  {
    id: 'pytorch-uniform',
    label: 'PyTorch uniform',
    tex: 'U(\\pm 1/\\sqrt{n_{in}})',
    help: "PyTorch's default for linear layers: weights and biases uniform in ±1/√fan-in.",
    params: [],
    weights: (out, fanIn, _fanOut, stream) => uniform(out, 1 / Math.sqrt(fanIn), stream),
    biases: (out, fanIn, stream) => uniform(out, 1 / Math.sqrt(fanIn), stream),
  },
  {
    id: 'glorot-uniform',
    label: 'Glorot uniform',
    tex: 'U(\\pm\\sqrt{6/(n_{in}+n_{out})})',
    help: "Keras's default (Glorot and Bengio, 2010); biases 0.",
    params: [],
    weights: (out, fanIn, fanOut, stream) => uniform(out, Math.sqrt(6 / (fanIn + fanOut)), stream),
    biases: zeros,
  },
  {
    id: 'he-normal',
    label: 'He normal',
    tex: 'N(0,\\, 2/n_{in})',
    help: 'For ReLU networks (He et al., 2015); biases 0.',
    params: [],
    weights: (out, fanIn, _fanOut, stream) => fill(out, () => stream.normal() * Math.sqrt(2 / fanIn)),
    biases: zeros,
  },
  {
    id: 'zeros',
    label: 'Zeros',
    tex: '0',
    help: 'All 0: hidden units stay equal to each other. For demonstration.',
    params: [],
    weights: zeros,
    biases: zeros,
  },
];

/** The initialiser with this id; throws if there is none. */
export const initializerOf = (id: string): InitializerDefinition => entryOf(initializers, id);
