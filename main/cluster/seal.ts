/** Seals messages with the shared key, so that a machine trains only what its owner has sent; any Node process. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { z } from 'zod';
import { LabError } from '../../shared/result';
import { mostFrameBytes, pack, unpack } from './frame';

const macBytes = 32;
const leastKeyBytes = 16;
const mostKeyBytes = 64 * 1024;

/** Signs and checks with one key, or with none. */
export interface Seal {
  /** Tells keys apart without telling them; '' without a key. */
  readonly fingerprint: string;
  close(message: unknown): Buffer;
  /**
   * The message, checked by its schema. Throws LabError: `conflict` where it is not signed with this key, `unsupported` where it
   * is of another version, `bad-file` where it is not what it should be.
   */
  open<S extends z.ZodType>(sealed: Uint8Array, schema: S): z.output<S>;
}

/** @param key null: messages are only guarded against damage, not against others */
export function makeSeal(key: Uint8Array | null): Seal {
  const macOf = (frame: Uint8Array): Buffer =>
    key === null
      ? createHash('sha256').update(frame).digest()
      : createHmac('sha256', key).update('losslab message\n').update(frame).digest();
  return {
    fingerprint:
      key === null ? '' : createHmac('sha256', key).update('losslab key check').digest('hex').slice(0, 16),
    close: (message) => {
      const frame = pack(message);
      return Buffer.concat([macOf(frame), frame]);
    },
    open: (sealed, schema) => {
      if (sealed.length < macBytes || sealed.length > mostFrameBytes)
        throw new LabError('bad-file', 'The message is damaged.');
      const frame = sealed.subarray(macBytes);
      if (!timingSafeEqual(sealed.subarray(0, macBytes), macOf(frame))) throw unsigned(key !== null);
      return parsed(unpack(frame), schema);
    },
  };
}

function unsigned(hasKey: boolean): LabError {
  return hasKey
    ? new LabError('conflict', 'The message is not signed with the key of this LossLab.')
    : new LabError(
        'conflict',
        'The message is damaged, or signed with a key that this LossLab does not have.',
      );
}

function parsed<S extends z.ZodType>(message: unknown, schema: S): z.output<S> {
  const result = schema.safeParse(message);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  if (where === 'version')
    throw new LabError(
      'unsupported',
      'The message comes from another version of LossLab; all machines need the same one.',
    );
  throw new LabError(
    'bad-file',
    `The message is not what it should be: ${where} ${issue?.message ?? ''}`.trim(),
  );
}

/** The shared key in a file, without white space around it. Throws LabError; the key is in no message. */
export function readKeyFile(file: string): Uint8Array {
  let content: Buffer;
  try {
    if (statSync(file).size > mostKeyBytes)
      throw new LabError('bad-file', `"${file}" is too large to be a key.`);
    content = readFileSync(file);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('not-found', `The key file "${file}" cannot be read.`, { cause: error });
  }
  const key = Buffer.from(content.toString('latin1').trim(), 'latin1');
  if (key.length < leastKeyBytes)
    throw new LabError(
      'bad-file',
      `The key in "${file}" is too short: it needs at least ${leastKeyBytes} characters, such as "openssl rand -hex 32" writes.`,
    );
  return key;
}
