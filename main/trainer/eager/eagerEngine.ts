/** The slow engine: every step as single tensor operations on any backend. Fallback without native TensorFlow, and check of the fast one. */
import { lossOf } from '../../../shared/catalog/losses';
import { optimizerOf } from '../../../shared/catalog/optimizers';
import { dropoutKeys, dropoutMask } from '../../../shared/maths/counterHash';
import type { NetworkOps } from '../../../shared/maths/ops';
import type { EngineInfo } from '../../../shared/runs/run';
import type { BatchSource, PreparedData, RowResults, StepJob, TrainingEngine } from '../engine';
import { parameterShapes, type NetworkSpec, type NetworkState } from '../network';
import { forward, lossAndGradients, updated, type Batch, type DenseLayer } from '../step';

/** A tensor library under the operations. */
export interface EagerBackend<T> {
  readonly ops: NetworkOps<T>;
  tensor(values: ArrayLike<number>, shape: readonly number[]): T;
  /** Class indices, of whatever type the backend's cross-entropy takes. */
  labels(values: ArrayLike<number>): T;
  values(x: T): ArrayLike<number>;
  /** Runs `use` and frees what it made, but for what it passes to `keep`. */
  scope<R>(use: (keep: (x: T) => T) => R): R;
  free(x: T): void;
}

/** Rows evaluated at once. */
const evaluationRows = 1000;

/** State as the backend's tensors, per parameter. */
interface HeldParameter<T> {
  readonly value: T;
  readonly slots: readonly T[];
}

/** Runs the training step of ../step operation by operation. */
export class EagerEngine<T> implements TrainingEngine {
  readonly maxSteps = 64;
  private held: HeldParameter<T>[] = [];

  constructor(
    private readonly backend: EagerBackend<T>,
    private readonly spec: NetworkSpec,
    private readonly data: PreparedData,
    readonly info: EngineInfo,
  ) {}

  assign({ parameters, slots }: NetworkState): void {
    this.dispose();
    const shapes = parameterShapes(this.spec.layers);
    this.held = parameters.map((values, p) => {
      const shape = shapes[p] ?? [];
      return {
        value: this.backend.tensor(values, shape),
        slots: (slots[p] ?? []).map((slot) => this.backend.tensor(slot, shape)),
      };
    });
  }

  read(): NetworkState {
    const copy = (x: T) => Float32Array.from(this.backend.values(x));
    return {
      parameters: this.held.map(({ value }) => copy(value)),
      slots: this.held.map(({ slots }) => slots.map(copy)),
    };
  }

  train(job: StepJob): Float32Array {
    return Float32Array.from({ length: job.count }, (_, i) => this.step(job, i));
  }

  evaluate(which: 'train' | 'test', rows: number): RowResults {
    const losses = new Float32Array(rows);
    const predicted = new Int32Array(rows);
    const { ops } = this.backend;
    for (let start = 0; start < rows; start += evaluationRows) {
      const size = Math.min(evaluationRows, rows - start);
      const indices = Int32Array.from({ length: size }, (_, i) => start + i);
      this.backend.scope(() => {
        const { x, labels, targets } = this.rows(which, indices);
        const { logits } = forward(ops, this.spec, this.layers(), x);
        const { loss } = lossOf(this.spec.loss).evaluate(ops, { logits, labels, targets });
        losses.set(this.backend.values(loss), start);
        predicted.set(this.decisions(this.backend.values(logits), size), start);
      });
    }
    return { losses, predicted };
  }

  predict(points: Float32Array, rows: number): Float32Array {
    return this.backend.scope(() => {
      const x = this.backend.tensor(this.standardised(points, rows), [rows, this.data.featureCount]);
      return Float32Array.from(
        this.backend.values(forward(this.backend.ops, this.spec, this.layers(), x).logits),
      );
    });
  }

  dispose(): void {
    for (const { value, slots } of this.held) [value, ...slots].forEach((x) => this.backend.free(x));
    this.held = [];
  }

  private step(job: StepJob, i: number): number {
    const { backend, spec } = this;
    const { ops } = backend;
    const step = job.firstStep + i;
    const old = this.held;
    const loss = backend.scope((keep) => {
      const indices = rowIndices(job.batches, i, this.data.trainLabels.length);
      const batch: Batch<T> = {
        ...this.rows('train', indices),
        inverseRows: ops.scalar(1 / indices.length),
        masks: this.masks(step, indices.length),
      };
      const { loss, gradients } = lossAndGradients(ops, spec, this.layers(), batch);
      const { stepScalars } = optimizerOf(spec.optimizer.id);
      const rates = {
        learningRate: ops.scalar(job.learningRates[i] as number),
        scalars: stepScalars.map((scalar) => ops.scalar(scalar.value(step + 1, spec.optimizer.params))),
      };
      const flat = gradients.flatMap(({ kernel, bias }) => [kernel, bias]);
      this.held = old.map(({ value, slots }, p) => {
        const gradient = flat[p];
        if (gradient === undefined) throw new Error(`parameter ${p} has no gradient`);
        const next = updated(ops, spec, { value, gradient, slots }, rates);
        return { value: keep(next.value), slots: next.slots.map(keep) };
      });
      return backend.values(loss)[0] as number;
    });
    for (const { value, slots } of old) [value, ...slots].forEach((x) => backend.free(x));
    return loss;
  }

  private layers(): DenseLayer<T>[] {
    return this.spec.layers.map((_, l) => {
      const [kernel, bias] = [this.held[2 * l], this.held[2 * l + 1]];
      if (!kernel || !bias) throw new Error('the engine has no state yet');
      return { kernel: kernel.value, bias: bias.value };
    });
  }

  private rows(which: 'train' | 'test', indices: Int32Array): Pick<Batch<T>, 'x' | 'labels' | 'targets'> {
    const { featureCount } = this.data;
    const features = this.data[`${which}Features`];
    const all = this.data[`${which}Labels`];
    const count = indices.length;
    const taken = new Float32Array(count * featureCount);
    const classes = new Int32Array(count);
    indices.forEach((row, i) => {
      taken.set(features.subarray(row * featureCount, (row + 1) * featureCount), i * featureCount);
      classes[i] = all[row] as number;
    });
    const outputs = this.spec.layers.at(-1)?.units ?? 1;
    const targets = new Float32Array(count * outputs);
    classes.forEach((label, i) => {
      if (outputs === 1) targets[i] = label;
      else targets[i * outputs + label] = 1;
    });
    return {
      x: this.backend.tensor(this.standardised(taken, count), [count, featureCount]),
      labels: this.backend.labels(classes),
      targets: this.backend.tensor(targets, [count, outputs]),
    };
  }

  private standardised(values: Float32Array, rows: number): Float32Array {
    const { featureCount, mean, invStd } = this.data;
    const out = new Float32Array(rows * featureCount);
    for (let i = 0; i < out.length; i++) {
      const feature = mean.length === 1 ? 0 : i % featureCount;
      const centred = Math.fround((values[i] as number) - (mean[feature] as number));
      out[i] = centred * (invStd[feature] as number);
    }
    return out;
  }

  private masks(step: number, rows: number): T[] {
    const { dropout, activations, layers, seed } = this.spec;
    if (dropout === 0) return [];
    return activations.map((_, l) => {
      const units = layers[l]?.units ?? 0;
      return this.backend.tensor(dropoutMask(rows, units, dropoutKeys(seed, step, l), dropout), [
        rows,
        units,
      ]);
    });
  }

  /** The largest output of each row; with one output unit class 1 where p > ½. */
  private decisions(logits: ArrayLike<number>, rows: number): Int32Array {
    const outputs = logits.length / rows;
    const limit = lossOf(this.spec.loss).outputFunction === 'linear' ? 0.5 : 0;
    return Int32Array.from({ length: rows }, (_, i) => {
      if (outputs === 1) return (logits[i] as number) > limit ? 1 : 0;
      let best = 0;
      for (let c = 1; c < outputs; c++) {
        if ((logits[i * outputs + c] as number) > (logits[i * outputs + best] as number)) best = c;
      }
      return best;
    });
  }
}

function rowIndices(batches: BatchSource, step: number, rows: number): Int32Array {
  if (batches.kind === 'full') return Int32Array.from({ length: rows }, (_, i) => i);
  const { order, batchSize, firstBatch } = batches;
  const start = (firstBatch + step) * batchSize;
  return order.subarray(start, start + batchSize);
}
