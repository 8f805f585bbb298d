/** The form and the configuration say the same, for everything the catalogs hold. */
import { describe, expect, test } from 'vitest';
import { activations } from '../../../../shared/catalog/activations';
import { builtInDatasets } from '../../../../shared/catalog/datasets';
import { initializers } from '../../../../shared/catalog/initializers';
import { losses } from '../../../../shared/catalog/losses';
import { optimizers } from '../../../../shared/catalog/optimizers';
import type { CatalogEntry, Choice } from '../../../../shared/catalog/parameter';
import { schedules } from '../../../../shared/catalog/schedules';
import { configIssues, parseRunConfig, type RunConfigInput } from '../../../../shared/config/runConfig';
import { emptyDraft, fromConfig, ownLayers, reviveDraft, toConfig, type Draft } from './draft';

/** An entry with numbers that are all allowed and none the usual. */
function unusual(entry: CatalogEntry): Choice {
  const params = entry.params.map((spec) => {
    const between = spec.default + (Math.min(spec.max, 2 * spec.default + 1) - spec.default) / 3;
    const value = spec.integer ? spec.default + 1 : between;
    return [spec.id, value] as const;
  });
  return { id: entry.id, params: Object.fromEntries(params) };
}

/** A configuration in which nothing is as usual. */
const strange: RunConfigInput = {
  dataset: {
    ...unusual(builtInDatasets[1]!),
    testFraction: 0.35,
    splitSeed: 9,
    standardize: 'feature',
    trainRows: 77,
  },
  model: {
    hidden: [
      { units: 12, activation: { id: 'elu', params: { c: 0.7 } } },
      { units: 5, activation: 'tanh' },
    ],
    outputUnits: 4,
    initializer: 'he-normal',
  },
  loss: 'mse',
  optimizer: { id: 'sgd', learningRate: 0.3 },
  schedule: { id: 'cosine', params: { finalFactor: 0.2 } },
  regularization: { l1: 1e-5, l2: 1e-4, dropout: 0.25 },
  training: {
    batchSize: 8,
    epochs: 0,
    earlyStopping: { metric: 'trainError', patience: 3, minDelta: 0.01 },
  },
  evaluation: { everyEpochs: 7, trainRows: null },
  seed: 123,
};

/** There and back through the form, and through the text it is kept as. */
function throughForm(input: RunConfigInput): unknown {
  const draft = fromConfig(parseRunConfig(input));
  const kept = reviveDraft(JSON.parse(JSON.stringify(draft)));
  expect(kept).toEqual(draft);
  return parseRunConfig(toConfig(kept));
}

describe('configuration → form → configuration', () => {
  test('everything unusual', () => expect(throughForm(strange)).toEqual(parseRunConfig(strange)));

  test.each(builtInDatasets.map((entry) => [entry.id, entry] as const))('data set %s', (_id, entry) => {
    const dataset = { ...strange.dataset, ...unusual(entry) };
    expect(throughForm({ ...strange, dataset })).toEqual(parseRunConfig({ ...strange, dataset }));
  });
  test.each(activations.map((entry) => [entry.id, entry] as const))('activation %s', (_id, entry) => {
    for (const other of [unusual(entry), 'relu' as const]) {
      const hidden = [
        { units: 3, activation: unusual(entry) },
        { units: 2, activation: other },
      ];
      const input = { ...strange, model: { hidden } };
      expect(throughForm(input)).toEqual(parseRunConfig(input));
    }
  });
  test.each(initializers.map((entry) => [entry.id, entry] as const))('initialiser %s', (_id, entry) => {
    const input = { ...strange, model: { ...strange.model, initializer: unusual(entry) } };
    expect(throughForm(input)).toEqual(parseRunConfig(input));
  });
  test.each(losses.map((entry) => [entry.id, entry] as const))('loss %s', (_id, entry) => {
    const input = { ...strange, loss: unusual(entry) };
    expect(throughForm(input)).toEqual(parseRunConfig(input));
  });
  test.each(optimizers.map((entry) => [entry.id, entry] as const))('optimiser %s', (_id, entry) => {
    const input = { ...strange, optimizer: { ...unusual(entry), learningRate: 0.02 } };
    expect(throughForm(input)).toEqual(parseRunConfig(input));
  });
  test.each(schedules.map((entry) => [entry.id, entry] as const))('schedule %s', (_id, entry) => {
    const input = { ...strange, schedule: unusual(entry) };
    expect(throughForm(input)).toEqual(parseRunConfig(input));
  });
  test('logistic regression, full batch, the data set’s own split', () => {
    const input: RunConfigInput = {
      dataset: { id: 'mnist', standardize: 'scalar' },
      model: { hidden: [] },
      optimizer: { id: 'sgd', learningRate: 0.01 },
      training: { batchSize: 'full', epochs: 15 },
    };
    expect(throughForm(input)).toEqual(parseRunConfig(input));
  });
});

const changed = (change: (draft: Draft) => void): Draft => {
  const draft = emptyDraft();
  change(draft);
  return draft;
};

describe('what does not apply', () => {
  test.each<readonly [string, (draft: Draft) => void]>([
    ['dropout without hidden layers', (d) => ((d.model.hidden = ''), (d.regularization.dropout = NaN))],
    ['the seed of a split that is given', (d) => (d.dataset.splitSeed = NaN)],
    ['a test share beside a given split', (d) => (d.dataset.testFraction = 7)],
    [
      'the size of batches when there is one',
      (d) => ((d.training.fullBatch = true), (d.training.batchSize = -1)),
    ],
    ['patience without early stopping', (d) => (d.training.patience = NaN)],
    ['a number of rows that is not asked for', (d) => (d.dataset.trainRows = 0)],
    ['outputs that follow from the classes', (d) => (d.model.outputUnits = 0)],
    ['numbers of another activation', (d) => (d.model.activation.params['elu'] = { c: NaN })],
  ])('cannot be wrong: %s', (_what, change) => {
    expect(configIssues(toConfig(changed(change)))).toEqual([]);
  });

  test('makes no run different from another', () => {
    const plain = parseRunConfig(toConfig(changed((d) => (d.model.hidden = 'none'))));
    const other = changed((d) => {
      d.model.hidden = '';
      d.regularization.dropout = 0.5;
      d.dataset.splitSeed = 4;
    });
    expect(parseRunConfig(toConfig(other))).toEqual(plain);
  });
});

test('a number that cannot be read is an issue of its field', () => {
  const draft = changed((d) => {
    d.optimizer.learningRate = NaN;
    d.optimizer.params['adam'] = { beta1: null };
    d.model.hidden = '64, x';
  });
  expect(
    configIssues(toConfig(draft))
      .map(({ path }) => path)
      .sort(),
  ).toEqual(['model.hidden.1.units', 'optimizer.learningRate', 'optimizer.params.beta1']);
});

test('layers beyond those given a choice take the network’s, as copies', () => {
  const draft = changed((d) => {
    d.model.activation = { id: 'leaky-relu', params: { 'leaky-relu': { slope: 0.2 } } };
    ownLayers(d, 2);
  });
  draft.model.layers[0]!.params['leaky-relu']!['slope'] = 0.5;
  expect(draft.model.activation.params['leaky-relu']).toEqual({ slope: 0.2 });
  expect(draft.model.layers[1]!.params['leaky-relu']).toEqual({ slope: 0.2 });
});

describe('a draft that was kept', () => {
  test('by an older lab keeps what still fits', () => {
    const draft = reviveDraft({
      loss: 'mse',
      seed: 5,
      model: { hidden: '3', layers: [7, null, { id: 'tanh', params: {} }] },
      meta: { tags: ['a', 1] },
      nonsense: true,
    });
    expect(draft).toMatchObject({ seed: 5, loss: emptyDraft().loss, meta: { tags: ['a'] } });
    expect(draft.model).toMatchObject({ hidden: '3', layers: [{ id: 'tanh', params: {} }] });
    expect(draft).not.toHaveProperty('nonsense');
  });
  test.each([undefined, null, 3, 'x', []])('as %j is a fresh one', (saved) => {
    expect(reviveDraft(saved)).toEqual(emptyDraft());
  });
});
