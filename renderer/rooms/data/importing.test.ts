import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LabErrorData } from '../../../shared/result';
import { useToastsStore } from '../../stores/toasts';
import { useImporting } from './importing';

/** What the lab answers to the next import. */
let answer: { ok: true; value: unknown } | { ok: false; error: LabErrorData };
const asked: unknown[] = [];

beforeEach(() => {
  setActivePinia(createPinia());
  asked.length = 0;
  vi.stubGlobal('lab', {
    call: (channel: string, input: unknown) => {
      if (channel !== 'datasets:import') return Promise.resolve({ ok: true, value: [] });
      asked.push(input);
      return Promise.resolve(answer);
    },
  });
});
afterEach(() => vi.unstubAllGlobals());

test('a file that is no data set is told by its name, and can be put aside', async () => {
  answer = { ok: false, error: { code: 'bad-file', message: '"x.npz" is not an .npz archive.' } };
  const importing = useImporting();
  await importing.importFiles(['/home/me/my files/x.npz']);
  expect(importing.failed).toMatchObject({ fileName: 'x.npz', choices: [], isQuestion: false });
  expect(importing.imported).toBeNull();
  importing.dismiss();
  expect(importing.failed).toBeNull();
});

test('an unclear label column is a question, its answer goes back with the same files', async () => {
  answer = {
    ok: false,
    error: {
      code: 'invalid-input',
      message: 'Which column of "t.csv" is the label?',
      issues: [
        { path: 'labelColumn.kind.of', message: 'kind.of, for example red' },
        { path: 'labelColumn.2', message: 'Column 3, for example 1' },
      ],
    },
  };
  const importing = useImporting();
  await importing.importFiles(['C:\\data\\t.csv']);
  expect(importing.failed).toMatchObject({ fileName: 't.csv', isQuestion: true });
  expect(importing.failed?.choices).toEqual([
    { value: 'kind.of', text: 'kind.of, for example red' },
    { value: '2', text: 'Column 3, for example 1' },
  ]);
  answer = { ok: true, value: { id: 'sha256:0', name: 't' } };
  await importing.importFiles(importing.failed?.paths ?? [], 'kind.of');
  expect(asked[1]).toMatchObject({ paths: ['C:\\data\\t.csv'], labelColumn: 'kind.of' });
  expect(importing.failed).toBeNull();
  expect(importing.imported?.name).toBe('t');
});

test('issues that name no column offer no choice', async () => {
  const issues = [{ path: 'paths', message: 'This file was not chosen by you.' }];
  answer = { ok: false, error: { code: 'invalid-input', message: 'Choose the file.', issues } };
  const importing = useImporting();
  await importing.importFiles(['/x.csv']);
  expect(importing.failed).toMatchObject({ choices: [], isQuestion: false });
});

test('one file at a time; the second is told to wait', async () => {
  answer = { ok: true, value: { id: 'sha256:0', name: 'first' } };
  const importing = useImporting();
  const first = importing.importFiles(['/first.npz']);
  expect(importing.reading).toBe('first.npz');
  await importing.importFiles(['/second.npz']);
  expect(useToastsStore().list[0]?.message).toContain('second.npz');
  await first;
  expect(asked).toHaveLength(1);
  expect(importing.reading).toBeNull();
});
