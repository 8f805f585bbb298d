/** Finds a tfjs backend for machines without native TensorFlow; training workers only. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { LabError } from '../../../shared/result';
import type { EngineInfo } from '../../../shared/runs/run';
import type { PreparedData, TrainingEngine } from '../engine';
import type { NetworkSpec } from '../network';
import { EagerEngine } from './eagerEngine';
import { tfjsBackend } from './tfjsBackend';

type Tfjs = typeof tfjs;

/** What runs the operations: WebAssembly where it starts, else plain JavaScript. */
interface Found {
  readonly tf: Tfjs;
  readonly backend: Exclude<EngineInfo['backend'], 'native'>;
  readonly note: string;
}

let found: Promise<Found> | null = null;

/** tfjs on the best backend that starts here; rejects with LabError `unsupported` where none does. */
export function foundTfjs(): Promise<Found> {
  found ??= find();
  return found;
}

/** Which backend the eager engine uses here. */
export async function eagerBackend(): Promise<Found['backend']> {
  return (await foundTfjs()).backend;
}

/** An engine on tfjs's WebAssembly or JavaScript backend; rejects with LabError `unsupported` where neither starts. */
export async function createEagerEngine(
  spec: NetworkSpec,
  data: PreparedData,
  notes: readonly string[],
): Promise<TrainingEngine> {
  const { tf, backend, note } = await foundTfjs();
  return new EagerEngine(tfjsBackend(tf), spec, data, { backend, path: 'eager', notes: [...notes, note] });
}

async function find(): Promise<Found> {
  const tf = await import('@tensorflow/tfjs-core');
  try {
    await import('@tensorflow/tfjs-backend-wasm');
    if (await tf.setBackend('wasm')) {
      return { tf, backend: 'wasm', note: "Training runs on tfjs's WebAssembly backend." };
    }
  } catch {
    // The JavaScript backend is next.
  }
  try {
    await import('@tensorflow/tfjs-backend-cpu');
    if (await tf.setBackend('cpu')) {
      return { tf, backend: 'cpu', note: "Training runs on tfjs's plain JavaScript backend, which is slow." };
    }
  } catch (cause) {
    throw new LabError('unsupported', 'No training engine works on this machine.', { cause });
  }
  throw new LabError('unsupported', 'No training engine works on this machine.');
}
