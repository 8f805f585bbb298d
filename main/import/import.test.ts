/** Records of other programs: read as they were written, refused or cut where they are not whole, and never a crash. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LabError } from '../../shared/result';
import { checkRunRecord } from '../../shared/runs/wholeRun';
import { hasPeer, runPython } from '../export/fixtures/peers';
import { crc32c } from './crc32c';
import { readCsvRuns } from './csvRuns';
import { eventFile, type Point, type ScalarForm } from './fixtures/events';
import type { ImportedRun } from './importedRun';
import { measureOf } from './measures';
import { isMlflowRun, readMlflowRun } from './mlflow';
import { ProtoError, protoFields } from './protoReader';
import { readRuns } from './readRuns';
import { readEvents } from './tensorboard';
import { toWholeRun } from './toWholeRun';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-records-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (name: string, content: Buffer | string): string => {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
};
const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const points = (tag: string, count = 5): Point[] =>
  Array.from({ length: count }, (_, i) => ({ tag, step: i, value: 1 / (i + 1), seconds: 1_700_000_000 + i }));
const seriesOf = (run: ImportedRun | undefined, name: string) => {
  const found = run?.series.find((one) => one.name === name);
  return found && { steps: [...found.steps], values: [...found.values] };
};
const whole = (run: ImportedRun) => toWholeRun(run, Date.UTC(2026, 0));

describe('TensorBoard', () => {
  test('checksums are those of the standard', () => {
    expect(crc32c(text('123456789'))).toBe(0xe306_9283);
  });

  test.each<ScalarForm>(['simple', 'tensor', 'packed'])('scalars written as %s', (form) => {
    const content = eventFile([...points('loss'), ...points('val_accuracy', 2)], form);
    const run = readEvents('training', [{ name: 'x', content, prefix: '' }]);
    expect(seriesOf(run, 'loss')).toEqual({
      steps: [0, 1, 2, 3, 4],
      values: [1, 1 / 2, 1 / 3, 1 / 4, 1 / 5].map(Math.fround),
    });
    expect(run.notes).toBe('');
    const { record, losses, evaluations } = whole(run);
    expect([...losses][0]!.losses).toHaveLength(5);
    expect([...losses][0]!.endMs).toBe(4000);
    expect(evaluations.map(({ testError }) => testError)).toEqual([0, 50]);
    expect(record.startedAt).toBe(1_700_000_000_000);
  });

  test('a file that was cut or damaged is read as far as it is right, and that is said', () => {
    const content = eventFile(points('loss', 10));
    const cut = readEvents('t', [{ name: 'x', content: content.subarray(0, -7), prefix: '' }]);
    expect(seriesOf(cut, 'loss')!.steps).toHaveLength(9);
    expect(cut.notes).toContain('ends in the middle');
    const spoilt = Buffer.from(content);
    spoilt[content.length - 6]! ^= 1;
    const damaged = readEvents('t', [{ name: 'x', content: spoilt, prefix: '' }]);
    expect(seriesOf(damaged, 'loss')!.steps).toHaveLength(9);
    expect(damaged.notes).toContain('checksum');
  });

  test('the halves that Keras writes are one run; other folders are others', async () => {
    put('logs/a/train/events.out.tfevents.1.host', eventFile(points('epoch_loss')));
    put('logs/a/validation/events.out.tfevents.2.host', eventFile(points('epoch_loss', 3)));
    put('logs/b/events.out.tfevents.3.host', eventFile(points('loss')));
    const { runs, problems } = await readRuns([path.join(folder, 'logs')]);
    expect(problems).toEqual([]);
    expect(runs.map(({ name }) => name)).toEqual(['logs/a', 'logs/b']);
    expect(runs[0]!.series.map(({ name }) => name)).toEqual(['train/epoch_loss', 'validation/epoch_loss']);
    const { evaluations } = whole(runs[0]!);
    expect(evaluations).toHaveLength(5);
    expect(evaluations[0]).toMatchObject({ trainLoss: 1, testLoss: 1, trainError: null });
  });

  test('of a resumed training the later points count', () => {
    const again = points('loss', 3).map((point) => ({ ...point, value: 9 }));
    const content = eventFile([...points('loss', 4), ...again]);
    const run = readEvents('t', [{ name: 'x', content, prefix: '' }]);
    expect(seriesOf(run, 'loss')).toEqual({ steps: [0, 1, 2, 3], values: [9, 9, 9, 0.25] });
  });
});

test.skipIf(!hasPeer('tensorflow'))(
  'events that TensorFlow itself has written',
  { timeout: 120_000 },
  async () => {
    const script = `
import tensorflow as tf
v1 = tf.compat.v1
v1.disable_eager_execution()
writer = v1.summary.FileWriter("by-tensorflow")
for step in range(300):
    values = [v1.Summary.Value(tag="loss", simple_value=2.0 / (step + 1))]
    if step % 100 == 0:
        tensor = tf.make_tensor_proto(0.5 + step / 1000, dtype=tf.float32)
        values.append(v1.Summary.Value(tag="val_accuracy", tensor=tensor))
    writer.add_summary(v1.Summary(value=values), step)
writer.close()
`;
    const { stderr, status } = runPython(['-c', script], folder);
    expect(status, stderr).toBe(0);
    const { runs } = await readRuns([path.join(folder, 'by-tensorflow')]);
    expect(runs[0]!.notes).toBe('');
    const { losses, evaluations } = whole(runs[0]!);
    expect([...losses][0]!.losses).toEqual(Float32Array.from({ length: 300 }, (_, i) => 2 / (i + 1)));
    expect(evaluations.map(({ step }) => step)).toEqual([0, 100, 200]);
    for (const { step, testError } of evaluations) expect(testError).toBeCloseTo(50 - step / 10, 4);
  },
);

describe('CSV', () => {
  test('any table with a step column, several runs in it', () => {
    const csv = 'run,step,loss,val_acc\na,0,2,0.5\na,1,1,0.6\nb,0,3,\nb,10,1.5,0.7\n';
    const [a, b] = readCsvRuns('mine.csv', text(csv));
    expect([a!.name, b!.name]).toEqual(['a', 'b']);
    expect([...whole(a!).losses][0]!.losses).toEqual(Float32Array.of(2, 1));
    // Not every step: the losses are evaluations.
    expect([...whole(b!).losses]).toEqual([]);
    expect(whole(b!).evaluations).toMatchObject([
      { step: 0, trainLoss: 3, testError: null },
      { step: 10, trainLoss: 1.5, testError: expect.closeTo(30, 6) },
    ]);
  });

  test('a chart that W&B exported, and a history', () => {
    const chart =
      '"Step","run-a - loss","run-a - loss__MIN","run-a - loss__MAX","my - run - loss"\n"0","2","2","2","4"\n"1","1","1","1",""\n';
    const runs = readCsvRuns('wandb_export.csv', text(chart));
    expect(runs.map(({ name, kind }) => [name, kind])).toEqual([
      ['run-a', 'wandb'],
      ['my - run', 'wandb'],
    ]);
    expect(seriesOf(runs[0], 'loss')).toEqual({ steps: [0, 1], values: [2, 1] });
    const [history] = readCsvRuns('h.csv', text('_step,_runtime,loss\n0,1.5,2\n1,2.5,1\n'));
    expect(history).toMatchObject({ kind: 'wandb', name: 'h' });
    expect(whole(history!).record).toMatchObject({ elapsedMs: 1000, startedAt: null });
  });

  test('semicolons and decimal commas, comments, epochs', () => {
    const csv = '# a comment\nEpoch;Train Loss;Test Error (%)\n1;0,5;12,5\n2;0,25;10\n';
    const [run] = readCsvRuns('excel.csv', text(csv));
    expect(whole(run!).evaluations).toMatchObject([
      { step: 1, testError: 12.5 },
      { step: 2, testError: 10 },
    ]);
  });

  test('what is no record says what is missing', () => {
    expect(() => readCsvRuns('x.csv', text('a,b\n1,2\n'))).toThrow(/no step column/);
    expect(() => readCsvRuns('x.csv', text('step,b\n1,word\n'))).toThrow(/no column of numbers/);
    expect(() => readCsvRuns('x.csv', text('"'))).toThrow(LabError);
  });
});

test('names of measures', () => {
  const share = Float64Array.of(0.5);
  const measured = (name: string, values = share) => measureOf(name, values)?.measure ?? null;
  expect(
    Object.fromEntries(
      [
        'loss',
        'Loss/train',
        'train_loss',
        'epoch_loss',
        'val_loss',
        'eval/loss',
        'valAccuracy',
        'acc',
        'test_error_percent',
        'top5_acc',
        'lr',
        'kl_loss',
        'loss/val_train',
      ].map((name) => [name, measured(name)]),
    ),
  ).toEqual({
    ...{
      loss: 'loss',
      'Loss/train': 'loss',
      train_loss: 'loss',
      epoch_loss: 'trainLoss',
      val_loss: 'testLoss',
    },
    ...{
      'eval/loss': 'testLoss',
      valAccuracy: 'testError',
      acc: 'trainError',
      test_error_percent: 'testError',
    },
    ...{ top5_acc: null, lr: null, kl_loss: null, 'loss/val_train': null },
  });
  expect(measureOf('acc', Float64Array.of(93))!.convert(93)).toBe(7);
  expect(measureOf('acc', share)!.convert(0.93)).toBeCloseTo(7, 9);
  expect(measureOf('test_error_percent', share)!.convert(0.5)).toBe(0.5);
});

test('links lead nowhere', async () => {
  put('outside/events.out.tfevents.1', eventFile(points('secret')));
  put('logs/events.out.tfevents.2', eventFile(points('loss')));
  symlinkSync(path.join(folder, 'outside'), path.join(folder, 'logs', 'link'));
  symlinkSync(
    path.join(folder, 'outside', 'events.out.tfevents.1'),
    path.join(folder, 'logs', 'events.out.tfevents.9'),
  );
  symlinkSync(path.join(folder, 'logs'), path.join(folder, 'logs', 'circle'));
  const { runs } = await readRuns([path.join(folder, 'logs')]);
  expect(runs.flatMap(({ series }) => series.map(({ name }) => name))).toEqual(['loss']);
});

describe('whatever the bytes are', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  /** Reads or refuses; what is read becomes a run that the store takes. */
  const readsOrRefuses = (read: () => readonly ImportedRun[]) => {
    try {
      for (const run of read()) {
        const { record } = whole(run);
        expect(checkRunRecord(JSON.parse(JSON.stringify(record)))).toMatchObject({ ok: true });
      }
    } catch (error) {
      if (!(error instanceof LabError)) throw error;
      expect(['bad-file', 'too-large']).toContain(error.code);
    }
  };

  test('as events', () => {
    const good = eventFile(points('loss', 4), 'tensor');
    fc.assert(
      fc.property(
        bytes,
        fc.nat(good.length),
        fc.array(fc.nat(good.length - 1), { maxLength: 5 }),
        (more, at, flips) => {
          const content = Buffer.concat([good.subarray(0, at), more]);
          for (const flip of flips) if (flip < content.length) content[flip]! ^= 0x55;
          readsOrRefuses(() => [readEvents('t', [{ name: 'x', content, prefix: '' }])]);
        },
      ),
      { numRuns: 400 },
    );
  });

  test('as messages', () => {
    fc.assert(
      fc.property(bytes, (message) => {
        try {
          for (const field of protoFields(message))
            expect(field.bytes.length).toBeLessThanOrEqual(message.length);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtoError);
        }
      }),
    );
  });

  test('as CSV', () => {
    const cell = fc.oneof(
      fc.constantFrom(
        'step',
        'run',
        'loss',
        '_step',
        'a - b__MIN',
        'NaN',
        '-inf',
        '1e309',
        '0',
        '1',
        '2,5',
        '"',
        '',
        ';',
        '=1+1',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    const table = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, delimiter) => {
        const csv = rows.map((cells) => cells.join(delimiter)).join('\n');
        readsOrRefuses(() => readCsvRuns('x.csv', text(csv)));
      }),
      { numRuns: 500 },
    );
  });

  test('as an MLflow run', () => {
    const names = fc.constantFrom(
      'meta.yaml',
      'metrics/loss',
      'metrics/a/b',
      'params/x',
      'tags/y',
      'tags/mlflow.runName',
    );
    const content = fc.oneof(
      bytes,
      fc.string({ unit: fc.constantFrom(...Array.from('0123456789 \n.-enai')) }).map(text),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, content)), (files) => {
        const run = new Map(files);
        if (isMlflowRun(run.keys())) readsOrRefuses(() => [readMlflowRun('r', run)]);
      }),
      { numRuns: 300 },
    );
  });
});
