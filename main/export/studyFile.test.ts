/** Portable study files: what is in them comes out of another lab's database bit by bit; files by other hands are refused. */
import { chmodSync, copyFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LabError } from '../../shared/result';
import { hashConfig } from '../runs/configHash';
import { behind, nativeBinding, newFolder, openStore } from '../store/fixtures/stores';
import { comparedWith, runningRun } from '../store/fixtures/runs';
import type { Store } from '../store/store';
import { boundary, fullRun, putMyData, spread, three } from './fixtures/fullLab';
import { readStudyFile } from './readStudyFile';
import { writeStudyFile } from './studyFile';
import { studyParts } from './studyParts';

const write = async (store: Store, runs: readonly string[], file: string) =>
  writeStudyFile(store, await studyParts(store, null, { runs: [...runs], sweeps: [] }), {
    ...{ file, checkpoints: false, nativeBinding },
  });
const read = (store: Store, file: string) =>
  readStudyFile(store, file, { hash: hashConfig, library: null, nativeBinding });

const steps = 20_000;

/** A study file with two runs, one of them on an imported data set. */
async function studyFile(): Promise<{
  file: string;
  store: Store;
  ids: readonly string[];
  datasetId: string;
}> {
  const store = openStore();
  const { id: datasetId, hash } = putMyData(store);
  const on = { ...three, dataset: { ...three.dataset, id: datasetId, params: {} } };
  const first = fullRun(store, steps, { name: 'First "run"' });
  const second = fullRun(store, steps, { config: on, datasetHash: hash });
  const file = path.join(newFolder(), 'study.losslab');
  await write(store, [first, second], file);
  return { file, store, ids: [first, second], datasetId };
}

test('comes out as it went in, in one file', async () => {
  const { file, store, ids, datasetId } = await studyFile();
  expect(readdirSync(path.dirname(file))).toEqual(['study.losslab']);
  const before = readFileSync(file);
  const other = openStore();
  fullRun(other, steps);
  expect(await read(other, file)).toMatchObject({ added: ids, present: 0, datasets: 1, problems: [] });
  for (const id of ids) {
    const { number: _mine, configHash: _hash, ...mine } = store.getRun(id);
    const { number, configHash, ...theirs } = other.getRun(id);
    expect(theirs).toEqual(mine);
    expect(number).toBeGreaterThan(1);
    expect(configHash).toBe(hashConfig(mine.config));
    expect(comparedWith(0, steps, other.lossesInTurn(id))).toBe('all');
    expect(other.evaluations(id)).toEqual(store.evaluations(id));
    expect(other.boundaries(id)).toEqual([boundary]);
    expect(other.spreads(id)).toEqual([spread]);
    expect(other.weights(id)).toEqual(store.weights(id));
  }
  expect(other.datasetContent(datasetId)).toEqual(store.datasetContent(datasetId));
  expect(readFileSync(file).equals(before)).toBe(true);
});

test('runs that are there are skipped, whatever was done to them', async () => {
  const { file, store, ids } = await studyFile();
  store.updateRun(ids[0]!, { name: 'Renamed' });
  expect(await read(store, file)).toMatchObject({ added: [], present: 2, datasets: 0, problems: [] });
  expect(store.getRun(ids[0]!).name).toBe('Renamed');
});

test('a run under way is not exported, and leaves no file', async () => {
  const store = openStore();
  const folder = newFolder();
  await expect(write(store, [runningRun(store)], path.join(folder, 'x.losslab'))).rejects.toMatchObject({
    code: 'conflict',
  });
  expect(readdirSync(folder)).toEqual([]);
});

/** The error of importing a file after something was done to it; nothing may have come in. */
async function refusal(spoil: (file: string) => void): Promise<LabError> {
  const { file } = await studyFile();
  spoil(file);
  const other = openStore();
  try {
    await read(other, file);
  } catch (error) {
    expect(other.listRuns()).toEqual([]);
    if (error instanceof LabError) return error;
    throw error;
  }
  throw new Error('it was imported');
}

/** Byte 18: the version of the format for those that write; 2 is the newest there is. */
function forbidWriting(file: string): void {
  const bytes = readFileSync(file);
  bytes[18] = 3;
  writeFileSync(file, bytes);
}

const sql = (statement: string) => (file: string) => behind(file, (db) => db.exec(statement));

test.each<[string, (file: string) => void, Partial<LabError>]>([
  ['a newer version', sql('PRAGMA user_version = 999'), { code: 'newer-database' }],
  ['another program', sql('PRAGMA application_id = 7'), { code: 'bad-file' }],
  ['an empty file', (file) => truncateSync(file, 0), { code: 'bad-file' }],
  ['a cut file', (file) => truncateSync(file, 40_000), { code: 'bad-file' }],
  ['no database', (file) => writeFileSync(file, 'x'.repeat(9000)), { code: 'bad-file' }],
  ['a header that forbids writing', forbidWriting, { code: 'bad-file' }],
  [
    'a trigger',
    sql("CREATE TRIGGER t AFTER DELETE ON owners BEGIN UPDATE runs SET name = 'bad'; END"),
    { code: 'bad-file' },
  ],
  ['a view', sql('CREATE VIEW v AS SELECT 1'), { code: 'bad-file' }],
  ['another table', sql('CREATE TABLE more (x)'), { code: 'bad-file' }],
  ['another column', sql('ALTER TABLE runs ADD COLUMN more TEXT'), { code: 'bad-file' }],
  ['no configuration', sql(`UPDATE runs SET config = '{}'`), { code: 'bad-file' }],
  ['no JSON', sql(`UPDATE runs SET tags = '['`), { code: 'bad-file' }],
  ['an id that is a path', sql(`UPDATE runs SET id = '../../../x' WHERE number = 1`), { code: 'bad-file' }],
  ['a run under way', sql(`UPDATE runs SET state = 'running'`), { code: 'bad-file' }],
  ['missing steps', sql('DELETE FROM loss_chunks WHERE first_step = 8192'), { code: 'bad-file' }],
  ['too few losses', sql(`UPDATE loss_chunks SET losses = x'00'`), { code: 'bad-file' }],
  ['no losses at all in a row', sql(`UPDATE loss_chunks SET losses = x'', count = 0`), { code: 'bad-file' }],
  ['weights of another network', sql('UPDATE weights SET units = 9 WHERE layer = 0'), { code: 'bad-file' }],
  ['a boundary that unpacks to more', sql('UPDATE boundaries SET size = 2'), { code: 'bad-file' }],
  ['a boundary beyond all bounds', sql('UPDATE boundaries SET size = 100000000'), { code: 'bad-file' }],
  [
    'a spread that is none',
    sql("INSERT INTO spreads (run, step, epoch, rows, layers) VALUES (1, 0, 0, 4, x'ffff')"),
    { code: 'bad-file' },
  ],
  ['steps below 0', sql('UPDATE evaluations SET step = -1 WHERE step = 0'), { code: 'bad-file' }],
])('refused: %s', async (_what, spoil, expected) => {
  const error = await refusal(spoil);
  expect(error).toMatchObject(expected);
  expect(error.message).toContain('study.losslab');
});

test('a file that must not be written is imported, and stays so', async () => {
  const { file } = await studyFile();
  chmodSync(file, 0o444);
  const other = openStore();
  await read(other, file);
  expect(other.listRuns()).toHaveLength(2);
});

test('a data set that is not what its hash says is refused', async () => {
  const { file } = await studyFile();
  behind(file, (db) => db.exec(`UPDATE dataset_parts SET bytes = x'0101' WHERE kind = 'labels'`));
  const other = openStore();
  await expect(read(other, file)).rejects.toMatchObject({ code: 'bad-file' });
  expect(other.listDatasets()).toEqual([]);
});

test('bytes that were flipped anywhere are refused or harmless, and never crash', async () => {
  const { file } = await studyFile();
  const content = readFileSync(file);
  const folder = newFolder();
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(content.length - 1), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 40,
      }),
      async (flips) => {
        const spoilt = Buffer.from(content);
        for (const [at, bits] of flips) spoilt[at] = spoilt[at]! ^ bits;
        const copy = path.join(folder, 'spoilt.losslab');
        writeFileSync(copy, spoilt);
        const other = openStore(path.join(newFolder(), 'lab.sqlite'));
        try {
          await read(other, copy);
        } catch (error) {
          expect(error).toBeInstanceOf(LabError);
          expect(['bad-file', 'too-large', 'newer-database']).toContain((error as LabError).code);
        } finally {
          other.close();
        }
        expect(readdirSync(folder)).toEqual(['spoilt.losslab']);
      },
    ),
    { numRuns: 40 },
  );
});

test('an older file is brought to this version without being touched', async () => {
  const { file } = await studyFile();
  // Version 3 had neither the column nor the table of imported series, nor recorded spreads, nor the index of unfinished runs.
  const old = path.join(newFolder(), 'old.losslab');
  copyFileSync(file, old);
  behind(old, (db) =>
    db.exec(
      'DROP INDEX runs_unfinished; DROP TABLE spreads; DROP TABLE run_series; ALTER TABLE runs DROP COLUMN origin; PRAGMA user_version = 3',
    ),
  );
  const before = readFileSync(old);
  const other = openStore();
  expect((await read(other, old)).added).toHaveLength(2);
  expect(readFileSync(old).equals(before)).toBe(true);
});
