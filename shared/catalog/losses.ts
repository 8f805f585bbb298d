/** The output/loss forms: what the network's last layer means and what is minimised; runs anywhere. */
import type { Ops } from '../maths/ops';
import { entryOf, type CatalogEntry } from './parameter';

/** What a loss is given for a batch of B rows and C output units. */
export interface LossInput<T> {
  /** Outputs of the last layer before any output function, [B, C]. */
  readonly logits: T;
  /** Class indices, int32 [B]. */
  readonly labels: T;
  /** One-hot labels as float [B, C]; with one output unit the label itself, [B, 1]. */
  readonly targets: T;
}

/** A loss; per row it is a mean or a sum over outputs as its formula says, over the batch it is always the mean. */
export interface LossDefinition extends CatalogEntry {
  /** What is done to the logits to read them as probabilities. */
  readonly outputFunction: 'softmax' | 'sigmoid' | 'linear';
  /** Number of output units for a number of classes. */
  outputUnits(classes: number): number;
  /** What the user must know before using it, or null. */
  readonly warning: string | null;
  /** The least value it can take with so many output units. */
  floor(outputUnits: number): number;
  /** Loss of each row [B] and its gradient by the logits [B, C] (not divided by B). */
  evaluate<T>(ops: Ops<T>, input: LossInput<T>): { loss: T; gradient: T };
}

export const losses: readonly LossDefinition[] = [
  {
    id: 'softmax-cross-entropy',
    label: 'Softmax cross-entropy',
    tex: '-\\ln \\operatorname{softmax}(z)_t',
    help: 'Softmax and cross-entropy computed together on the logits: the proper form for classes.',
    params: [],
    outputFunction: 'softmax',
    outputUnits: (classes) => classes,
    warning: null,
    floor: () => 0,
    evaluate: (ops, { logits, labels }) => ops.softmaxCrossEntropy(logits, labels),
  },
  {
    id: 'sigmoid-bce',
    label: 'Sigmoid BCE',
    tex: '-\\,t \\ln \\sigma(z) - (1 - t) \\ln(1 - \\sigma(z))',
    help: 'Binary cross-entropy: one sigmoid output for two classes; for more classes one output a class, averaged.',
    params: [],
    outputFunction: 'sigmoid',
    outputUnits: (classes) => (classes === 2 ? 1 : classes),
    warning: null,
    floor: () => 0,
    evaluate: (ops, { logits, targets }) => {
      // max(z, 0) − z·t + ln(1 + e^(−|z|)): stable for any z.
      const stable = ops.log1p(ops.exp(ops.neg(ops.abs(logits))));
      const loss = ops.add(ops.sub(ops.relu(logits), ops.mul(logits, targets)), stable);
      return { loss: ops.meanRows(loss), gradient: overOutputs(ops, ops.sub(ops.sigmoid(logits), targets)) };
    },
  },
  {
    id: 'double-softmax-cross-entropy',
    label: 'Softmax, then cross-entropy from logits',
    tex: '-\\ln \\operatorname{softmax}(\\operatorname{softmax}(z))_t',
    help: 'Softmax is applied twice, as notebooks do that end a network in softmax and call a loss that expects logits.',
    params: [],
    outputFunction: 'softmax',
    outputUnits: (classes) => classes,
    warning:
      'Softmax is applied twice: gradients are small, and the loss cannot fall below ln(e + n − 1) − 1 for n outputs. Use it only to reproduce curves that were made this way.',
    floor: (outputUnits) => Math.log(Math.E + outputUnits - 1) - 1,
    evaluate: (ops, { logits, labels }) => {
      const p = ops.softmax(logits);
      const { loss, gradient } = ops.softmaxCrossEntropy(p, labels);
      const inner = ops.sumRows(ops.mul(gradient, p));
      return { loss, gradient: ops.mul(p, ops.sub(gradient, inner)) };
    },
  },
  {
    id: 'mse',
    label: 'Mean squared error',
    tex: '\\tfrac1C \\sum_c (z_c - t_c)^2',
    help: 'Squared distance of linear outputs to the one-hot label, averaged over outputs.',
    params: [],
    outputFunction: 'linear',
    outputUnits: (classes) => (classes === 2 ? 1 : classes),
    warning: null,
    floor: () => 0,
    evaluate: (ops, { logits, targets }) => {
      const difference = ops.sub(logits, targets);
      const gradient = overOutputs(ops, ops.mul(ops.scalar(2), difference));
      return { loss: ops.meanRows(ops.square(difference)), gradient };
    },
  },
];

/** Divides a [B, C] tensor by C, taken from its own shape. */
function overOutputs<T>(ops: Ops<T>, x: T): T {
  return ops.div(x, ops.columns(x));
}

/** The loss with this id; throws if there is none. */
export const lossOf = (id: string): LossDefinition => entryOf(losses, id);
