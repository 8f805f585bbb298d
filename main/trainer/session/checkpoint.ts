/** Checkpoints as bytes: a JSON header with everything but numbers of the network, then those as float32; training workers. */
import { LabError } from '../../../shared/result';
import type { EngineInfo, Evaluation } from '../../../shared/runs/run';
import { evaluationSchema } from '../../../shared/runs/wholeRun';
import type { Checkpoint } from '../../../shared/trainer/protocol';
import { z } from '../../../shared/zod';
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

const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const amount = z.number().min(0);
/** What is not finite is written as null. */
const number = z.number().nullable();

const headerSchema = z.strictObject({
  format: z.literal('losslab-checkpoint'),
  version: z.literal(1),
  progress: z.strictObject({
    step: count,
    elapsedMs: amount,
    epochSeconds: z.array(amount).max(10_000),
    epochMs: amount,
    lastLoss: number,
    lastEvaluation: evaluationSchema.nullable(),
    earlyStopping: z.strictObject({ best: number, waited: count }),
    boundaries: count,
    nextBoundaryStep: count,
  }),
  path: z.enum(['graph-xla', 'graph', 'eager']),
  /** Lengths of each parameter's arrays: its value, then its slots. */
  lengths: z.array(z.array(count).min(1).max(20)).max(1000),
});
type Header = z.output<typeof headerSchema>;

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
export function decodeCheckpoint({ step, data }: Checkpoint): CheckpointContent {
  const header = headerOf(data);
  let offset = 4 * Math.ceil((4 + new DataView(data.buffer, data.byteOffset).getUint32(0, true)) / 4);
  const take = (length: number): Float32Array => {
    const bytes = data.slice(offset, offset + 4 * length);
    if (bytes.length !== 4 * length) throw damaged();
    offset += bytes.length;
    return new Float32Array(bytes.buffer);
  };
  const groups = header.lengths.map((lengths) => lengths.map(take));
  if (offset !== data.length || header.progress.step !== step) throw damaged();
  const parameters = groups.map(([value]) => {
    if (!value) throw damaged();
    return value;
  });
  const state = { parameters, slots: groups.map((group) => group.slice(1)) };
  return { progress: header.progress, state, path: header.path };
}

function headerOf(data: Uint8Array): Header {
  let header: Partial<Record<keyof Header, unknown>>;
  try {
    const length = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(0, true);
    header = (JSON.parse(new TextDecoder().decode(data.slice(4, 4 + length))) ?? {}) as typeof header;
  } catch {
    throw damaged();
  }
  if (header.format !== 'losslab-checkpoint') throw damaged();
  if (header.version !== 1) {
    throw new LabError('unsupported', 'The checkpoint was written by another version of the lab.');
  }
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) throw damaged();
  return parsed.data;
}

/** Throws LabError `unsupported` where a checkpoint is none of this network's: its engine would be given what it has no place for. */
export function requireFit(state: NetworkState, wanted: NetworkState): void {
  const shape = ({ parameters, slots }: NetworkState): string =>
    JSON.stringify(parameters.map(({ length }, p) => [length, (slots[p] ?? []).map((slot) => slot.length)]));
  if (shape(state) !== shape(wanted)) throw damaged();
}

const damaged = () => new LabError('unsupported', 'The checkpoint is damaged and cannot be resumed from.');
