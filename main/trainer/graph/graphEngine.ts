/** The fast engine: a network compiled into a TensorFlow graph, thousands of steps a call; training workers only. */
import { dropoutKeys } from '../../../shared/maths/counterHash';
import type { EngineInfo } from '../../../shared/runs/run';
import type { BatchSource, PreparedData, RowResults, StepJob, TrainingEngine } from '../engine';
import { parameterShapes, type NetworkSpec, type NetworkState } from '../network';
import { compileNetwork, type CompiledNetwork } from './compile';
import { dataTypes } from './proto';
import { giveBackSession, takeSession, type Feed, type GraphSession } from './sessions';
import type { StepWriter } from './updates';

type Kept = ReturnType<GraphSession['keep']>;

/** Rows evaluated at once: about a megabyte of features stays in the cache. */
const evaluationValues = 1 << 20;

/** What a graph engine is made for. */
export interface GraphEngineOptions {
  readonly spec: NetworkSpec;
  readonly data: PreparedData;
  /** Rows of a step; a full batch if it is all rows. */
  readonly batchSize: number;
  /** Steps a call may have; a compiled loop is compiled for this many. */
  readonly maxSteps: number;
  readonly info: EngineInfo;
}

/** Holds a network's state in the variables of a session that is its own until `dispose`. */
export class GraphEngine implements TrainingEngine {
  readonly info: EngineInfo;
  readonly maxSteps: number;
  private readonly spec: NetworkSpec;
  private readonly data: PreparedData;
  private readonly batchSize: number;
  private readonly network: CompiledNetwork;
  private readonly session: GraphSession;
  private readonly kept = new Map<string, Kept>();
  private readonly writeStep: StepWriter;
  private stepBuffer = new Float32Array();
  private disposed = false;
  private order: { array: Int32Array; batchSize: number; tensor: Kept } | null = null;

  constructor({ spec, data, batchSize, maxSteps, info }: GraphEngineOptions) {
    this.info = info;
    this.maxSteps = maxSteps;
    this.spec = spec;
    this.data = data;
    this.batchSize = batchSize;
    const features = data.trainFeatures instanceof Uint8Array ? 'uint8' : 'float32';
    const normalise = data.mean.some((mean) => mean !== 0) || data.invStd.some((factor) => factor !== 1);
    const fullBatch = batchSize === data.trainLabels.length;
    this.network = compileNetwork(spec, {
      features,
      normalise,
      fullBatch,
      xla: info.path === 'graph-xla',
      // Decision boundaries are drawn for two features.
      predicts: data.featureCount === 2,
    });
    this.writeStep = this.network.update.stepWriter(spec.optimizer.params);
    this.session = takeSession(this.network);
    const keep = (name: string, shape: number[], dtype: number, values: Float32Array | Uint8Array) =>
      void this.kept.set(name, this.session.keep(shape, dtype, values));
    const columns = data.featureCount;
    for (const which of ['train', 'test'] as const) {
      const x = data[`${which}Features`];
      const labels = data[`${which}Labels`];
      if (labels.length === 0) continue;
      keep(`${which} x`, [labels.length, columns], dataTypes[features], x);
      keep(`${which} labels`, [labels.length], dataTypes.uint8, labels);
    }
    keep('mean', [data.mean.length], dataTypes.float32, data.mean);
    keep('invStd', [data.invStd.length], dataTypes.float32, data.invStd);
  }

  assign(state: NetworkState): void {
    const shapes = parameterShapes(this.spec.layers);
    const { inputs } = this.network.calls.assign;
    const feeds: Record<string, Feed> = {};
    let next = 0;
    state.parameters.forEach((parameter, p) => {
      for (const data of [parameter, ...(state.slots[p] ?? [])]) {
        feeds[inputs[next++] ?? ''] = { shape: shapes[p] ?? [], data };
      }
    });
    this.session.run(this.network.calls.assign, feeds);
  }

  read(): NetworkState {
    const values = this.session.run(this.network.calls.read, {}) as Float32Array[];
    const parameterCount = 2 * this.spec.layers.length;
    const each = values.length / parameterCount;
    const parameters = Array.from({ length: parameterCount }, (_, p) => values[p * each] as Float32Array);
    const slots = parameters.map((_, p) => values.slice(p * each + 1, (p + 1) * each));
    return { parameters, slots };
  }

  train(job: StepJob): Float32Array {
    if (job.count > this.maxSteps) throw new Error(`${job.count} steps are more than ${this.maxSteps}`);
    const { calls, update, scalars } = this.network;
    const { batches } = job;
    // The last, shorter batch of an epoch has a shape of its own; compiling it would cost more than it ever saves.
    const fullSize = batches.kind === 'full' || batches.batchSize === this.batchSize;
    const compiled = fullSize ? calls.trainXla : null;
    const capacity = compiled ? this.maxSteps : job.count;
    const width = update.stepWidth;
    const steps = this.stepRows(job, capacity);
    const rows = batches.kind === 'full' ? this.data.trainLabels.length : batches.batchSize;
    const feeds: Record<string, Feed> = {
      ...this.inputs('train'),
      ...(compiled ? rowFeeds(batches, job.count, capacity) : this.orderFeeds(batches)),
      count: { shape: [], data: Int32Array.of(job.count) },
      steps: { shape: [capacity, width], data: steps },
      inverseRows: { shape: [], data: Float32Array.of(1 / rows) },
    };
    if (this.spec.dropout > 0) feeds['keys'] = this.keys(job, capacity);
    feeds[`${compiled ? 'trainXla' : 'train'}_scalars`] = {
      shape: [scalars.train.length],
      data: Float32Array.from(scalars.train),
    };
    const [losses] = this.session.run(compiled ?? calls.train, feeds) as [Float32Array];
    return losses.length === job.count ? losses : losses.slice(0, job.count);
  }

  evaluate(which: 'train' | 'test', rows: number): RowResults {
    const losses = new Float32Array(rows);
    const predicted = new Int32Array(rows);
    const size = Math.max(256, Math.floor(evaluationValues / this.data.featureCount));
    const { calls, scalars } = this.network;
    for (let start = 0; start < rows; start += size) {
      const feeds = {
        ...this.inputs(which),
        start: { shape: [], data: Int32Array.of(start) },
        size: { shape: [], data: Int32Array.of(Math.min(size, rows - start)) },
        evaluate_scalars: { shape: [scalars.evaluate.length], data: Float32Array.from(scalars.evaluate) },
      };
      const [loss, classes] = this.session.run(calls.evaluate, feeds) as [Float32Array, Int32Array];
      losses.set(loss, start);
      predicted.set(classes, start);
    }
    return { losses, predicted };
  }

  predict(points: Float32Array, rows: number): Float32Array {
    const { calls, scalars } = this.network;
    if (!calls.predict) throw new Error('the graph was compiled without predictions');
    const [logits] = this.session.run(calls.predict, {
      ...this.inputs('train'),
      x_float32: { shape: [rows, this.data.featureCount], data: points },
      labels: { shape: [rows], data: new Uint8Array(rows) },
      start: { shape: [], data: Int32Array.of(0) },
      size: { shape: [], data: Int32Array.of(rows) },
      predict_scalars: { shape: [scalars.predict.length], data: Float32Array.from(scalars.predict) },
    });
    return logits as Float32Array;
  }

  dispose(): void {
    for (const tensor of this.kept.values()) tensor.release();
    this.kept.clear();
    this.order?.tensor.release();
    this.order = null;
    if (!this.disposed) giveBackSession(this.network, this.session);
    this.disposed = true;
  }

  private inputs(which: 'train' | 'test'): Record<string, Feed> {
    const get = (name: string): Feed => {
      const tensor = this.kept.get(name);
      if (!tensor) throw new Error(`there is no ${name}`);
      return tensor;
    };
    const x = get(`${which} x`);
    return {
      x_uint8: x,
      x_float32: x,
      labels: get(`${which} labels`),
      mean: get('mean'),
      invStd: get('invStd'),
    };
  }

  /** The epoch's order is fed as one tensor for all its chunks. */
  private orderFeeds(batches: BatchSource): Record<string, Feed> {
    if (batches.kind === 'full') return {};
    const { order: array, batchSize, firstBatch } = batches;
    const first: Feed = { shape: [], data: Int32Array.of(firstBatch) };
    if (this.order?.array !== array || this.order.batchSize !== batchSize) {
      this.order?.tensor.release();
      const shape = [array.length / batchSize, batchSize];
      this.order = { array, batchSize, tensor: this.session.keep(shape, dataTypes.int32, array) };
    }
    return { first, order: this.order.tensor };
  }

  /** What the steps bring along, in a buffer that every call uses; rows beyond them are not looked at. */
  private stepRows(job: StepJob, capacity: number): Float32Array {
    const { stepWidth } = this.network.update;
    const size = capacity * stepWidth;
    if (this.stepBuffer.length < size) this.stepBuffer = new Float32Array(size);
    for (let i = 0; i < job.count; i++) {
      this.writeStep(this.stepBuffer, i * stepWidth, job.learningRates[i] as number, job.firstStep + i + 1);
    }
    return this.stepBuffer.subarray(0, size);
  }

  private keys(job: StepJob, capacity: number): Feed {
    const layers = this.spec.activations.length;
    const keys = new Int32Array(capacity * 2 * layers);
    for (let i = 0; i < job.count; i++) {
      for (let l = 0; l < layers; l++) {
        keys.set(dropoutKeys(this.spec.seed, job.firstStep + i, l), 2 * (i * layers + l));
      }
    }
    return { shape: [capacity, 2 * layers], data: keys };
  }
}

/** The rows of a compiled call's steps [capacity, B]; those of steps that are not done are row 0. */
function rowFeeds(batches: BatchSource, count: number, capacity: number): Record<string, Feed> {
  if (batches.kind === 'full') return {};
  const { order, batchSize, firstBatch } = batches;
  const rows = new Int32Array(capacity * batchSize);
  rows.set(order.subarray(firstBatch * batchSize, (firstBatch + count) * batchSize));
  return { rows: { shape: [capacity, batchSize], data: rows } };
}
