/** Messages between machines: what arrives is what was sent, and what was not sent by a friend does not arrive. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { clusterVersion, toldSchema, trialSchema, type Trial } from '../../shared/cluster/messages';
import { LabError } from '../../shared/result';
import { pointsConfig } from '../runs/fixtures/labs';
import { parseRedisUrl, redactRedisUrls, splitPassword, withPassword } from './address';
import { pack, unpack } from './frame';
import { makeSeal, readKeyFile } from './seal';

const folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-seal-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const trial = (): Trial => ({
  ...{ kind: 'trial', version: clusterVersion, losslab: '0.0.0', runId: 'abcdefgh1234' },
  ...{ submission: '0123456789abcdef', lab: 'a test', name: 'a run', sentAt: 1, expiresAt: 2 },
  ...{ config: pointsConfig(3), datasetHash: 'a'.repeat(64), dataTravel: false, isJudged: false },
});

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof LabError ? error.code : String(error);
  }
  return 'none';
};

describe('frames', () => {
  test('keep numbers of every kind and typed arrays, to the bit', () => {
    const value = {
      losses: new Float32Array([1.5, NaN, -Infinity, 0.1]),
      bytes: new Uint8Array([1, 2, 3]),
      doubles: new Float64Array([Math.PI]),
      integers: new Int32Array([-1, 2 ** 31 - 1]),
      numbers: [NaN, Infinity, -Infinity, 0.1 + 0.2, 5e-324],
      nested: [{ words: 'ü — \u2028', nothing: null, flag: true }],
    };
    expect(unpack(pack(value))).toEqual(value);
    expect(unpack(Buffer.concat([Buffer.alloc(3), pack(value)]).subarray(3))).toEqual(value);
  });

  test('any JSON value comes through', () => {
    // What is marked with $ is no name of a field; the schemas have none.
    const values = fc.jsonValue().filter((value) => !JSON.stringify(value).includes('"$"'));
    const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;
    fc.assert(
      fc.property(values, (value) => {
        if (JSON.stringify(value).includes('__proto__')) return;
        expect(plain(unpack(pack(value)))).toEqual(plain(value));
      }),
    );
  });

  test('whatever bytes arrive, there is a value or a clear refusal', () => {
    const whole = pack({ a: new Float32Array(5), b: [1, 'x'] });
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(whole.length),
        (at, byte, cut) => {
          const broken = Buffer.from(whole.subarray(0, Math.max(1, cut)));
          if (at < broken.length) broken[at] = byte;
          expect(['none', 'bad-file']).toContain(codeOf(() => unpack(broken)));
        },
      ),
    );
    const deep = Buffer.from('['.repeat(50) + ']'.repeat(50));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(deep.length);
    expect(codeOf(() => unpack(Buffer.concat([length, deep])))).toBe('bad-file');
  });

  test('names of prototypes are no fields', () => {
    const text = Buffer.from('{"__proto__":{"polluted":1},"a":1}');
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    expect(unpack(Buffer.concat([length, text]))).toEqual({ a: 1 });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('seals', () => {
  const own = makeSeal(Buffer.from('a key of this lab, long enough'));
  const other = makeSeal(Buffer.from('a key of somebody else, long too'));
  const none = makeSeal(null);

  test('open what was closed with the same key, and nothing else', () => {
    const sealed = own.close(trial());
    expect(own.open(sealed, trialSchema)).toEqual(trial());
    expect(none.open(none.close(trial()), trialSchema)).toEqual(trial());
    for (const seal of [other, none]) expect(codeOf(() => seal.open(sealed, trialSchema))).toBe('conflict');
    expect(codeOf(() => own.open(none.close(trial()), trialSchema))).toBe('conflict');
    const changed = Buffer.from(sealed);
    changed[changed.length - 1]! ^= 1;
    expect(codeOf(() => own.open(changed, trialSchema))).toBe('conflict');
    expect(codeOf(() => own.open(Buffer.from('short'), trialSchema))).toBe('bad-file');
  });

  test('another version, another kind and what no schema knows are refused', () => {
    const opened = (message: unknown) => () => own.open(own.close(message), trialSchema);
    expect(codeOf(opened({ ...trial(), version: 99 }))).toBe('unsupported');
    expect(opened({ ...trial(), version: 99 })).toThrow(/another version of LossLab/);
    expect(codeOf(opened({ ...trial(), script: 'process.exit()' }))).toBe('bad-file');
    expect(codeOf(opened({ ...trial(), config: { ...trial().config, loss: 'require' } }))).toBe('bad-file');
    expect(codeOf(() => own.open(own.close(trial()), toldSchema))).toBe('bad-file');
  });

  test('keys come from files, without their white space; their fingerprints tell nothing', () => {
    const file = path.join(folder, 'key');
    writeFileSync(file, '  0123456789abcdef0123456789abcdef \n');
    expect(makeSeal(readKeyFile(file)).fingerprint).toBe(
      makeSeal(Buffer.from('0123456789abcdef0123456789abcdef')).fingerprint,
    );
    expect(own.fingerprint).not.toBe(other.fingerprint);
    expect(none.fingerprint).toBe('');
    writeFileSync(file, 'short');
    expect(codeOf(() => readKeyFile(file))).toBe('bad-file');
    expect(codeOf(() => readKeyFile(path.join(folder, 'none')))).toBe('not-found');
  });
});

describe('addresses of Redis', () => {
  test('are read with user, password, number and TLS, and shown without what is secret', () => {
    const { options, shown } = parseRedisUrl('rediss://me:s%40cret%3A@redis.example:6400/2');
    expect(options).toEqual({
      ...{ host: 'redis.example', port: 6400, db: 2, username: 'me', password: 's@cret:' },
      tls: { servername: 'redis.example' },
    });
    expect(shown).toBe('rediss://redis.example:6400/2');
    expect(parseRedisUrl('redis://[::1]').options).toEqual({ host: '::1', port: 6379, db: 0 });
  });

  test('that are wrong are refused without being repeated', () => {
    for (const text of [
      'http://u:topsecret@h',
      'u:topsecret@h',
      'redis://u:topsecret@',
      'redis://u:topsecret@h/x',
      'redis://u:topsecret%@h',
    ]) {
      expect(codeOf(() => parseRedisUrl(text))).toBe('invalid-input');
      expect(() => parseRedisUrl(text)).not.toThrow(/topsecret/);
    }
  });

  test('take any password and give it back; half a character is none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (password) => {
        const url = withPassword('redis://me@redis.example:6379', password);
        expect(splitPassword(url)).toEqual({ url: 'redis://me@redis.example:6379', password });
      }),
    );
    expect(codeOf(() => withPassword('redis://me@redis.example', 'topsecret\ud800'))).toBe('invalid-input');
  });

  test('lose their secrets in any text', () => {
    expect(redactRedisUrls('at redis://u:p@ss@h:1/0, rediss://:p@h and redis://h')).toBe(
      'at redis://…@h:1/0, rediss://…@h and redis://h',
    );
  });
});
