/** Data sets under way between machines: laid into Redis once by their content's hash, taken out once a machine and verified; any Node process. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { clusterVersion, datasetHeadSchema } from '../../shared/cluster/messages';
import { datasetLimits, type Dataset } from '../../shared/data/dataset';
import { LabError } from '../../shared/result';
import { hashContent } from '../data/hash';
import type { ClusterLink } from './link';
import { keys } from './scripts';

const pieceBytes = 4 * 1024 * 1024;
/** Data that no trial has asked for so long are let go, seconds. */
const keptSeconds = 7 * 24 * 3600;

/** Lays a data set out for machines that do not have it; does nothing where it is there. */
export async function layOut(
  { redis, seal }: ClusterLink,
  { info, features, labels }: Dataset,
): Promise<void> {
  const place = keys.dataset(info.hash);
  const bytes = Buffer.concat([bytesOf(features), labels]);
  const pieces = Math.ceil(bytes.length / pieceBytes);
  const isThere = (await redis.expire(place, keptSeconds)) === 1;
  if (isThere && (await refresh(redis, info.hash, pieces)) === pieces) return;
  for (let i = 0; i < pieces; i++) {
    const piece = bytes.subarray(i * pieceBytes, (i + 1) * pieceBytes);
    await redis.set(keys.piece(info.hash, i), piece, 'EX', keptSeconds);
  }
  const head = {
    ...{ kind: 'dataset', version: clusterVersion, info },
    ...{ features: features instanceof Uint8Array ? 'u1' : 'f4', pieces },
  };
  // Last, so that whoever finds it finds all.
  await redis.set(place, seal.close(head), 'EX', keptSeconds);
}

async function refresh(redis: ClusterLink['redis'], hash: string, pieces: number): Promise<number> {
  const pipeline = redis.pipeline();
  for (let i = 0; i < pieces; i++) pipeline.expire(keys.piece(hash, i), keptSeconds);
  const answers = (await pipeline.exec()) ?? [];
  return answers.filter(([error, found]) => !error && found === 1).length;
}

/** Data sets of one machine: in memory the last one, on disk all that came, one file each whatever number of processes share it. */
export class DataShelf {
  private last: { readonly hash: string; readonly dataset: Promise<Dataset> } | null = null;

  constructor(
    private readonly link: ClusterLink,
    private readonly folder: string,
  ) {}

  /** The data set with a hash, verified. Throws LabError: `not-found` where it has not been laid out, `bad-file` where it is another. */
  async take(hash: string): Promise<Dataset> {
    if (this.last?.hash === hash) return this.last.dataset;
    const dataset = this.find(hash);
    this.last = { hash, dataset };
    dataset.catch(() => {
      if (this.last?.hash === hash) this.last = null;
    });
    return dataset;
  }

  private async find(hash: string): Promise<Dataset> {
    const sealed = await this.link.redis.getBuffer(keys.dataset(hash));
    if (!sealed)
      throw new LabError(
        'not-found',
        'The data set of this trial is not in Redis any more; start the sweep again.',
      );
    const head = this.link.seal.open(sealed, datasetHeadSchema);
    const { info } = head;
    const width = info.featureShape.reduce((a, b) => a * b, 1);
    const featureBytes = info.rows * width * (head.features === 'u1' ? 1 : 4);
    if (info.rows > datasetLimits.maxRows || featureBytes > datasetLimits.maxContentBytes) throw notAsSaid();
    const file = path.join(this.folder, `${hash}.data`);
    const known = bytesIn(file);
    if (known) {
      const dataset = verified(head, known, featureBytes, hash);
      if (dataset) return dataset;
    }
    const bytes = await this.fetch(hash, head.pieces, featureBytes + info.rows);
    const dataset = verified(head, bytes, featureBytes, hash);
    if (!dataset) throw notAsSaid();
    this.keep(file, bytes);
    return dataset;
  }

  private async fetch(hash: string, pieces: number, length: number): Promise<Buffer> {
    if (pieces !== Math.ceil(length / pieceBytes)) throw notAsSaid();
    const parts: Buffer[] = [];
    for (let i = 0; i < pieces; i++) {
      const part = await this.link.redis.getBuffer(keys.piece(hash, i));
      if (!part)
        throw new LabError('not-found', 'A part of the data set of this trial is not in Redis any more.');
      parts.push(part);
    }
    return Buffer.concat(parts);
  }

  private keep(file: string, bytes: Buffer): void {
    try {
      mkdirSync(this.folder, { recursive: true, mode: 0o700 });
      const aside = `${file}.${process.pid}`;
      writeFileSync(aside, bytes, { mode: 0o600 });
      renameSync(aside, file);
    } catch {
      // A full disk: it travels again the next time.
    }
  }
}

function bytesIn(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** The data set if the bytes are what its hash says; else null. */
function verified(
  { info, features: type }: { readonly info: Dataset['info']; readonly features: 'u1' | 'f4' },
  bytes: Buffer,
  featureBytes: number,
  hash: string,
): Dataset | null {
  if (bytes.length !== featureBytes + info.rows || info.hash !== hash) return null;
  const own = new Uint8Array(bytes);
  const features =
    type === 'u1' ? own.slice(0, featureBytes) : new Float32Array(own.buffer, 0, featureBytes / 4);
  const content = { features, labels: own.slice(featureBytes) };
  return hashContent(content, info) === hash ? { info, ...content } : null;
}

const bytesOf = (array: Uint8Array | Float32Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const notAsSaid = () =>
  new LabError('bad-file', 'The data set in Redis is not the one that the trial was made for.');
