/**
 * The native TensorFlow binding of tfjs-node, called directly: sessions and tensors without the tfjs layer above them,
 * which costs more than a small training step; training workers only.
 */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Data that goes into or comes out of a tensor; views on shared memory are taken as they are. */
export type TensorData = Float32Array | Int32Array | Uint8Array;

/** A tensor that a session has returned. */
export interface TensorHandle {
  readonly id: number;
  readonly shape: readonly number[];
  readonly dtype: number;
}

/** The part of the binding that is used (version 4.22; its tensors and sessions are numbers). */
export interface TensorFlowBinding {
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_UINT8: number;
  createTensor(shape: readonly number[], dtype: number, data: TensorData): number;
  deleteTensor(id: number): void;
  /** A copy of the tensor's content. */
  tensorDataSync(id: number): TensorData;
  loadSavedModel(directory: string, tags: string): number;
  deleteSavedModel(id: number): void;
  /** Names are joined by commas. Blocks until the session has run. */
  runSavedModel(
    session: number,
    inputs: readonly number[],
    inputNames: string,
    outputNames: string,
  ): TensorHandle[];
  getNumOfTensors(): number;
  getNumOfSavedModels(): number;
}

let loaded: TensorFlowBinding | Error | null = null;

/**
 * The binding, loaded on first use into this thread (0.2 s in a process, 20 ms in a further thread of it).
 * Throws what went wrong where there is none; TensorFlow must never be loaded in a process that owns windows.
 */
export function tensorFlow(): TensorFlowBinding {
  if (loaded === null) {
    try {
      loaded = load();
    } catch (error) {
      loaded = error instanceof Error ? error : new Error(String(error));
    }
  }
  if (loaded instanceof Error) throw loaded;
  return loaded;
}

/** Why there is no native TensorFlow here, as one sentence, or null if there is. */
export function tensorFlowProblem(): string | null {
  if (process.env['LOSSLAB_NO_NATIVE'] === '1') return 'Native TensorFlow is switched off.';
  try {
    tensorFlow();
    return null;
  } catch (error) {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `Native TensorFlow could not be loaded: ${line ?? 'unknown reason'}.`;
  }
}

function load(): TensorFlowBinding {
  const require = createRequire(import.meta.url);
  const root = path.dirname(require.resolve('@tensorflow/tfjs-node/package.json'));
  const file = path.join(root, 'lib', 'napi-v8', 'tfjs_binding.node');
  if (!existsSync(file)) throw new Error('the binding of tfjs-node is not installed');
  return require(file) as TensorFlowBinding;
}
