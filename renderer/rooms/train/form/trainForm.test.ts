/** What the form proposes, what it leaves alone, and what can be taken back. */
import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, expect, test } from 'vitest';
import { parseRunConfig } from '../../../../shared/config/runConfig';
import { useToastsStore } from '../../../stores/toasts';
import { mnistInfo, moonsInfo, tableInfo } from './fakeDatasets';
import { startingPoints } from './startingPoints';
import { useTrainForm } from './trainForm';

beforeEach(() => {
  localStorage.clear();
  setActivePinia(createPinia());
});

async function undo(): Promise<void> {
  const toasts = useToastsStore();
  await toasts.act(toasts.list.at(-1)!);
}

test.each([mnistInfo, moonsInfo, tableInfo])('what suits $name is a valid configuration', (info) => {
  const form = useTrainForm();
  form.chooseDataset(info);
  expect(form.ownIssues).toEqual([]);
  expect(form.config.dataset.id).toBe(info.id);
});

test('another data set brings what suits it, but for what was chosen by hand', () => {
  const form = useTrainForm();
  form.edit('learningRate', (draft) => (draft.optimizer.learningRate = 0.03));
  form.chooseDataset(moonsInfo);
  expect(form.draft.optimizer.learningRate).toBe(0.03);
  expect(form.draft.model.hidden).toBe('16');
  expect(form.draft.training.fullBatch).toBe(true);
  form.chooseDataset(mnistInfo);
  expect(form.draft.optimizer.learningRate).toBe(0.03);
  expect(form.draft).toMatchObject({
    model: { hidden: '64' },
    training: { fullBatch: false, batchSize: 64 },
  });
});

test('a data set without a split of its own is not left without test rows', () => {
  const form = useTrainForm();
  form.edit('split', (draft) => (draft.dataset.split = 'given'));
  form.chooseDataset(moonsInfo);
  expect(form.config.dataset.testFraction).toBe(0.2);
});

test('filled from a run, it stays so when another data set is chosen; undo brings back what was there', async () => {
  const form = useTrainForm();
  form.edit('hidden', (draft) => (draft.model.hidden = '7, 5'));
  const before = JSON.stringify(form.draft);
  const { config } = startingPoints[2]!;
  form.fill(config, { tags: ['study'] });
  expect(parseRunConfig(form.config)).toEqual(config);
  expect(form.draft.meta.tags).toEqual(['study']);
  form.chooseDataset(moonsInfo);
  expect(form.draft.optimizer.id).toBe('sgd');
  await undo();
  expect(JSON.stringify(form.draft)).toBe(before);
  expect([...form.touched]).toEqual(['hidden']);
});

test('a starting point lets another data set bring what suits it', () => {
  const form = useTrainForm();
  form.startFrom(startingPoints[0]!.config, 'The form holds a starting point.');
  form.chooseDataset(moonsInfo);
  expect(form.draft.loss.id).toBe('sigmoid-bce');
});

test('reset keeps the data set and can be taken back', async () => {
  const form = useTrainForm();
  form.chooseDataset(moonsInfo);
  form.edit('epochs', (draft) => (draft.training.epochs = 5));
  form.reset(moonsInfo);
  expect(form.draft).toMatchObject({ dataset: { id: 'moons' }, training: { epochs: 1000 } });
  await undo();
  expect(form.draft.training.epochs).toBe(5);
});

test('is as it was after a restart', () => {
  const form = useTrainForm();
  form.chooseDataset(moonsInfo);
  form.edit('hidden', (draft) => (draft.model.hidden = '9'));
  form.open.data = false;
  form.save();
  setActivePinia(createPinia());
  const again = useTrainForm();
  expect(again.draft).toEqual(form.draft);
  expect([...again.touched]).toEqual(['hidden']);
  expect(again.open.data).toBe(false);
});
