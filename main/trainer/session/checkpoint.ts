/** Checkpoints as bytes: a JSON header with everything but numbers of the network, then those as float32; training workers. */
import { LabError } from '../../../shared/result';
import type { EngineInfo, Evaluation } from '../../../shared/runs/run';
import type { Checkpoint } from '../../../shared/trainer/protocol';
import type { NetworkState } from '../network';
import type { EarlyStoppingState } from './earlyStopping';

/** Where a run stands, apart from the network's state. The data cursor and all random streams follow from `step`. */
export interface Progress {
  step: number;
  elapsedMs: number;
  /** Seconds of finished epochs, at most the first 10,000. */
  epochSeconds: number[];
  /** Milliseconds spent in the epoch under way. */
  epochMs: number;
  /** Loss of the last step. */
  lastLoss: number | null;
  lastEvaluation: Evaluation | null;
  earlyStopping: EarlyStoppingState;
  /** Decision boundaries drawn so far, and the step from which the next is due. */
  boundaries: number;
  nextBoundaryStep: number;
}

/** A checkpoint's content. */
export interface CheckpointContent {
  readonly progress: Progress;
  readonly state: NetworkState;
  /** The way it was trained: another would go on with other roundings. */
  readonly path: EngineInfo['path'];
}

interface Header {
  readonly format: 'losslab-checkpoint';
  readonly version: 1;
  readonly progress: Progress;
  readonly path: EngineInfo['path'];
  /** Lengths of each parameter's arrays: its value, then its slots. */
  readonly lengths: readonly (readonly number[])[];
}

/** The start of a run. */
export function initialProgress(): Progress {
  return {
    step: 0,
    elapsedMs: 0,
    epochSeconds: [],
    epochMs: 0,
    lastLoss: null,
    lastEvaluation: null,
    earlyStopping: { best: null, waited: 0 },
    boundaries: 0,
    nextBoundaryStep: 0,
  };
}

/** Packs a checkpoint. */
export function encodeCheckpoint(content: CheckpointContent, stepsPerEpoch: number): Checkpoint {
  const { progress, state, path } = content;
  const arrays = state.parameters.map((parameter, p) => [parameter, ...(state.slots[p] ?? [])]);
  const header: Header = {
    format: 'losslab-checkpoint',
    version: 1,
    progress,
    path,
    lengths: arrays.map((group) => group.map(({ length }) => length)),
  };
  const json = new TextEncoder().encode(JSON.stringify(header));
  const start = 4 * Math.ceil((4 + json.length) / 4);
  const all = arrays.flat();
  const data = new Uint8Array(start + all.reduce((sum, { byteLength }) => sum + byteLength, 0));
  new DataView(data.buffer).setUint32(0, json.length, true);
  data.set(json, 4);
  let offset = start;
  for (const array of all) {
    data.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), offset);
    offset += array.byteLength;
  }
  const epoch = Math.floor(progress.step / stepsPerEpoch);
  return { step: progress.step, epoch, elapsedMs: progress.elapsedMs, data };
}

/** Unpacks a checkpoint; throws LabError `unsupported` for what this version has not written. */
export function decodeCheckpoint({ data }: Checkpoint): CheckpointContent {
  const header = headerOf(data);
  let offset = 4 * Math.ceil((4 + new DataView(data.buffer, data.byteOffset).getUint32(0, true)) / 4);
  const take = (length: number): Float32Array => {
    const bytes = data.slice(offset, offset + 4 * length);
    if (bytes.length !== 4 * length) throw damaged();
    offset += bytes.length;
    return new Float32Array(bytes.buffer);
  };
  const groups = header.lengths.map((lengths) => lengths.map(take));
  const parameters = groups.map(([value]) => {
    if (!value) throw damaged();
    return value;
  });
  const state = { parameters, slots: groups.map((group) => group.slice(1)) };
  return { progress: header.progress, state, path: header.path };
}

function headerOf(data: Uint8Array): Header {
  let header: Partial<Header>;
  try {
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
    header = JSON.parse(new TextDecoder().decode(data.slice(4, 4 + length))) as Partial<Header>;
  } catch {
    throw damaged();
  }
  if (header.format !== 'losslab-checkpoint') throw damaged();
  if (header.version !== 1) {
    throw new LabError('unsupported', 'The checkpoint was written by another version of the lab.');
  }
  return header as Header;
}

const damaged = () => new LabError('unsupported', 'The checkpoint is damaged and cannot be resumed from.');
