/** Configurations as text: copied, pasted, and what is said of a text that is none. */
import { describe, expect, test } from 'vitest';
import { LabError } from '../../../../shared/result';
import { configToText, looksLikeConfig, readConfigText } from './configText';
import { startingPoints } from './startingPoints';

const { config } = startingPoints[1]!;

function refusal(text: string): LabError {
  try {
    readConfigText(text);
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
  }
  throw new Error('it was taken');
}

test('what was copied is read back', () => {
  expect(readConfigText(configToText(config))).toEqual({ config, meta: {} });
  expect(looksLikeConfig(configToText(config))).toBe(true);
});

test('a saved run brings its words', () => {
  const run = { id: 'run00001', number: 4, name: 'Fourth', tags: ['study'], notes: 'n', config };
  expect(readConfigText(JSON.stringify(run))).toEqual({
    config,
    meta: { name: 'Fourth', tags: ['study'], notes: 'n' },
  });
  const strange = { ...run, tags: 'no list' };
  expect(readConfigText(JSON.stringify(strange))).toEqual({ config, meta: {} });
});

describe('what is no configuration', () => {
  test.each(['', '{ "dataset": ', '{ "dataset": { "id": } }', 'learning rate 0.1'])(
    '%j: not JSON',
    (text) => {
      const error = refusal(text);
      expect(error.code).toBe('invalid-input');
      expect(error.message).toMatch(/^This cannot be read as JSON/);
    },
  );
  test('JSON of another kind', () => {
    expect(refusal('[1, 2]').message).toMatch(/JSON object/);
  });
  test('every fault has its path', () => {
    const broken = {
      ...config,
      loss: 'softmax',
      training: { ...config.training, epochs: 1.5 },
      extra: 1,
    };
    const { issues } = refusal(JSON.stringify(broken));
    expect(issues?.map(({ path }) => path).sort()).toEqual(['', 'loss', 'training.epochs']);
    expect(issues?.find(({ path }) => path === 'loss')?.message).toMatch(/"softmax" is not a loss/);
  });
  test('a text without end', () => {
    expect(refusal(`"${'x'.repeat(300_000)}"`).code).toBe('too-large');
  });
  test.each(['64', 'hello', '{"a": 1}'])('%j is not taken for one', (text) => {
    expect(looksLikeConfig(text)).toBe(false);
  });
});
