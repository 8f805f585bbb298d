/** Loaded graphs of this thread: written to a temporary file, loaded, kept for the next run of the same form, in bounds. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { tensorFlow, type TensorData, type TensorFlowBinding } from '../binding';
import { inputTypeCode, type CompiledNetwork, type GraphCall } from './compile';

/** How many graphs a thread keeps for later; one holds its compiled code and the last run's variables. */
const maxIdle = 8;

/** A tensor to feed: made for one call, or kept by the caller. */
export type Feed =
  { readonly shape: readonly number[]; readonly data: TensorData } | { readonly kept: number };

/** A graph that can be called. */
export class GraphSession {
  constructor(
    private readonly tf: TensorFlowBinding,
    private readonly id: number,
  ) {}

  /** Runs a call and returns copies of its results, in order. Blocks; throws TensorFlow's message if it fails. */
  run(call: GraphCall, feeds: Readonly<Record<string, Feed>>): TensorData[] {
    const { tf } = this;
    const made: number[] = [];
    try {
      const ids = call.inputs.map((name) => {
        const feed = feeds[name];
        if (!feed) throw new Error(`the call lacks its input ${name}`);
        if ('kept' in feed) return feed.kept;
        const id = tf.createTensor(feed.shape, inputTypeCode(name), feed.data);
        made.push(id);
        return id;
      });
      const names = (list: readonly string[]) => list.join(',');
      const results = tf.runSavedModel(this.id, ids, names(call.inputs), names(call.outputs));
      made.push(...results.map(({ id }) => id));
      return results.map(({ id }) => tf.tensorDataSync(id));
    } finally {
      for (const id of made) tf.deleteTensor(id);
    }
  }

  /** Makes a tensor that several calls share; the caller deletes it. */
  keep(shape: readonly number[], dtype: number, data: TensorData): { kept: number; release: () => void } {
    const id = this.tf.createTensor(shape, dtype, data);
    return { kept: id, release: () => this.tf.deleteTensor(id) };
  }

  close(): void {
    this.tf.deleteSavedModel(this.id);
  }
}

/** Sessions that nobody uses, the most recently used last. */
const idle: { readonly key: string; readonly session: GraphSession }[] = [];

/** A session for a compiled network, with variables of its own until it is given back. */
export function takeSession({ key, bytes }: Pick<CompiledNetwork, 'bytes' | 'key'>): GraphSession {
  const index = idle.findIndex((entry) => entry.key === key);
  const [entry] = index < 0 ? [] : idle.splice(index, 1);
  return entry?.session ?? loadGraph(bytes);
}

/** Gives a session back; what was compiled in it serves the next network of the same form. */
export function giveBackSession({ key }: Pick<CompiledNetwork, 'key'>, session: GraphSession): void {
  idle.push({ key, session });
  if (idle.length > maxIdle) idle.shift()?.session.close();
}

/** Loads a graph that is not kept; the caller closes it. */
export function loadGraph(bytes: Uint8Array): GraphSession {
  const tf = tensorFlow();
  const directory = mkdtempSync(path.join(os.tmpdir(), 'losslab-graph-'));
  try {
    writeFileSync(path.join(directory, 'saved_model.pb'), bytes);
    return new GraphSession(tf, tf.loadSavedModel(directory, 'serve'));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
