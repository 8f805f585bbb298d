/** The field catalogue against the configuration's own schema: nothing forgotten, no bound drifted. */
import { describe, expect, it } from 'vitest';
import { optimizers } from '../catalog/optimizers';
import { schedules } from '../catalog/schedules';
import { configIssues, parseRunConfig, type RunConfig } from '../config/runConfig';
import { checkFieldValue, type NumberField, type Scalar } from './field';
import { currentValue, findField, sweepFields } from './fields';
import { moonsBase } from './fixtures/bases';
import { applyPoint, type Point } from './point';
import { holds, structureOf } from './structure';

/** A base in which a field has an effect, and the values on the way there. */
function baseFor(path: string): { base: RunConfig; point: Record<string, Scalar> } {
  const base = parseRunConfig({
    ...moonsBase,
    training: { ...moonsBase.training, earlyStopping: { metric: 'testLoss', patience: 3 } },
  });
  const requires = findField(path)?.requires;
  const point: Record<string, Scalar> = {};
  if (requires?.kind === 'choice') point[requires.path] = requires.in[0] as string;
  if (requires?.kind === 'depth') point['model.depth'] = requires.atLeast;
  if (requires?.kind === 'activation') {
    const layer = requires.layer ?? 0;
    point['model.depth'] = layer + 1;
    const all = requires.layer === null;
    point[all ? 'model.activation.id' : `model.hidden.${layer}.activation.id`] = requires.in[0] as string;
  }
  // Depth and the architecture do not go together.
  if (path === 'model.hidden' || path === 'model.depth') delete point['model.depth'];
  return { base, point };
}

/** Numbers just inside and just outside a field's bounds. */
function edges({ spec }: NumberField): { inside: number[]; outside: number[] } {
  const step = spec.integer ? 1 : Math.max(1e-9, (spec.max - spec.min) * 1e-9);
  return {
    inside: [spec.exclusiveMin ? spec.min + step : spec.min, spec.exclusiveMax ? spec.max - step : spec.max],
    outside: [
      spec.exclusiveMin ? spec.min : spec.min - step,
      spec.exclusiveMax ? spec.max : spec.max + step,
      NaN,
      ...(spec.integer ? [spec.min + 0.5] : []),
    ],
  };
}

/** What the configuration's own schema says of a value at a field, without asking the field. */
function schemaTakes(path: string, value: unknown): boolean {
  const { base, point } = baseFor(path);
  const [start] = edges(findField(path) as NumberField).inside;
  const config = structuredClone(applyPoint(base, { ...point, [path]: start as number }));
  const keys = path.startsWith('model.activation.')
    ? ['model', 'hidden', '0', ...path.split('.').slice(1)]
    : path === 'model.width'
      ? ['model', 'hidden', '0', 'units']
      : path.split('.');
  let inner = config as unknown as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) inner = inner[key] as Record<string, unknown>;
  inner[keys.at(-1) as string] = value;
  return configIssues(config).length === 0;
}

describe('the field catalogue', () => {
  const numbers = sweepFields.filter((field) => field.kind === 'number');

  it.each(numbers.filter(({ path }) => path !== 'model.depth').map((field) => [field.path, field] as const))(
    'has the bounds that the configuration has: %s',
    (path, field) => {
      const { inside, outside } = edges(field);
      for (const value of inside) {
        expect([value, checkFieldValue(field, value), schemaTakes(path, value)]).toEqual([value, null, true]);
      }
      for (const value of outside) {
        expect([value, checkFieldValue(field, value) === null, schemaTakes(path, value)]).toEqual([
          value,
          false,
          false,
        ]);
      }
      if (field.special) expect(schemaTakes(path, field.special.value)).toBe(true);
    },
  );

  it('gives a configuration its value and reads it back', () => {
    for (const field of sweepFields) {
      const { base, point } = baseFor(field.path);
      const value: Scalar =
        field.kind === 'number'
          ? (edges(field).inside[1] as number)
          : field.kind === 'choice'
            ? (field.options.at(-1)?.value as string)
            : '24,12';
      const whole: Point = { ...point, [field.path]: value };
      expect([field.path, currentValue(applyPoint(base, whole), field.path)]).toEqual([field.path, value]);
      expect(holds(field.requires, structureOf(base, whole))).toBe(true);
    }
  });

  it('forgets no value of a configuration but its version and seed', () => {
    const leaves = (value: unknown, path: string): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
        : [path];
    const configs = [...optimizers, ...schedules].map(({ id }, i) =>
      parseRunConfig({
        ...moonsBase,
        model: {
          hidden: [
            { units: 3, activation: 'leaky-relu' },
            { units: 4, activation: 'elu' },
          ],
        },
        optimizer: { id: i < optimizers.length ? id : 'adam', learningRate: 0.1 },
        schedule: i < optimizers.length ? 'constant' : id,
        training: { ...moonsBase.training, earlyStopping: { metric: 'testLoss', patience: 3 } },
      }),
    );
    const forgotten = new Set(
      configs.flatMap((config) => leaves(config, '')).filter((path) => !findField(path)),
    );
    expect([...forgotten].sort()).toEqual(['seed', 'version']);
  });

  it('has each path once', () => {
    expect(new Set(sweepFields.map(({ path }) => path)).size).toBe(sweepFields.length);
  });

  it('says what would be right', () => {
    const problem = (path: string, value: unknown) => checkFieldValue(findField(path)!, value);
    expect(problem('optimizer.learningRate', 0)).toBe(
      'Learning rate must be above 0 and at most 100; it is 0.',
    );
    expect(problem('training.batchSize', 'half')).toBe(
      'Batch size must be a whole number from 1 to 1,000,000 (or "full" for all rows at once).',
    );
    expect(problem('model.activation.id', 'swish')).toMatch(/^Activation has no "swish"; known are: relu, /);
    expect(problem('dataset.id', `sha256:${'a'.repeat(64)}`)).toBeNull();
  });
});
