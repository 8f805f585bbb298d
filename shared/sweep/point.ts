/** A point of a search space and the run configuration it stands for; runs anywhere. */
import type { Choice } from '../catalog/parameter';
import { parseRunConfig, type RunConfig } from '../config/runConfig';
import { LabError, type Issue } from '../result';
import { parseArchitecture } from './architecture';
import { checkFieldValue, type ChoicePath, type Scalar } from './field';
import { findField } from './fields';
import { defaultActivation, depthOf, holds, requirementInWords, structureOf } from './structure';

/** The values of the fields that are varied, by path; only those that have an effect. */
export type Point = Readonly<Record<string, Scalar>>;

/** The point as text: equal points give equal text. */
export function pointKey(point: Point): string {
  return JSON.stringify(Object.entries(point).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a point on a base: unknown fields, values out of bounds, values without effect. */
export function pointIssues(base: RunConfig, point: Point): Issue[] {
  const structure = structureOf(base, point);
  const widthless = hiddenOf(base, point).findIndex(({ units }) => units === undefined);
  if (widthless >= 0) {
    const message = `Layer ${widthless + 1} has no width: the base has no hidden layer to repeat, and the point gives none.`;
    return [{ path: 'model.depth', message }];
  }
  return Object.entries(point).flatMap(([path, value]): Issue[] => {
    const field = findField(path);
    if (!field) return [{ path, message: unknownField(path) }];
    const problem = checkFieldValue(field, value);
    if (problem) return [{ path, message: problem }];
    if (field.requires && !holds(field.requires, structure)) {
      return [{ path, message: `${field.label} has an effect only ${requirementInWords(field.requires)}.` }];
    }
    return [];
  });
}

/** That a path names no field, with what may have been meant. */
export function unknownField(path: string): string {
  if (path === 'seed') return 'The seed is not varied like other fields: list the seeds in "seeds".';
  const meant = ['id', 'params'].includes(path.split('.').at(-1) ?? '') ? undefined : findField(`${path}.id`);
  return meant
    ? `"${path}" cannot be varied as a whole; "${path}.id" can.`
    : `"${path}" is not a field that can be varied.`;
}

/**
 * The configuration that a point stands for: the base with the point's values in it. Another data set, optimiser … than
 * the base's starts from its own numbers; further hidden layers repeat the base's last one.
 * Throws LabError `invalid-input` with the path of what is wrong.
 */
export function applyPoint(base: RunConfig, point: Point): RunConfig {
  const issues = pointIssues(base, point);
  const [first] = issues;
  if (first) throw new LabError('invalid-input', `${first.path}: ${first.message}`, { issues });
  const choice = <C extends { readonly id: string; readonly params: unknown }>(path: ChoicePath, of: C) =>
    chosen(point, path, of);
  const config: Record<string, unknown> = {
    ...base,
    dataset: choice('dataset.id', base.dataset),
    model: {
      ...base.model,
      hidden: hiddenOf(base, point),
      initializer: choice('model.initializer.id', base.model.initializer),
    },
    loss: choice('loss.id', base.loss),
    optimizer: choice('optimizer.id', base.optimizer),
    schedule: choice('schedule.id', base.schedule),
  };
  const result = Object.entries(point)
    .filter(([path]) => !isOfLayers(path) && !path.endsWith('.id'))
    .reduce((value, [path, scalar]) => withValue(value, path.split('.'), scalar), config);
  return parseRunConfig(result);
}

const isOfLayers = (path: string): boolean => /^model\.(hidden|depth|width|activation)\b/.test(path);

/** The choice at a path with the point's id and numbers. */
function chosen<C extends { readonly id: string; readonly params: unknown }>(
  point: Point,
  path: ChoicePath,
  of: C,
): C {
  const id = point[path];
  return id === undefined || id === of.id ? of : { ...of, id, params: {} };
}

function withValue(
  value: Readonly<Record<string, unknown>>,
  [key, ...rest]: readonly string[],
  scalar: Scalar,
): Record<string, unknown> {
  if (key === undefined) return { ...value };
  const inner = value[key] as Readonly<Record<string, unknown>> | null | undefined;
  return { ...value, [key]: rest.length === 0 ? scalar : withValue(inner ?? {}, rest, scalar) };
}

interface Layer {
  readonly units: unknown;
  readonly activation: Choice;
}

function hiddenOf(base: RunConfig, point: Point): Layer[] {
  const parsed = parseArchitecture(point['model.hidden'] ?? 'none');
  const widths = parsed.ok ? parsed.widths : [];
  const { hidden } = base.model;
  return Array.from({ length: depthOf(base, point) }, (_, index): Layer => {
    const like = hidden[index] ?? hidden.at(-1);
    return {
      units: point[`model.hidden.${index}.units`] ?? point['model.width'] ?? widths[index] ?? like?.units,
      activation: layerActivation(point, index, like?.activation ?? { id: defaultActivation, params: {} }),
    };
  });
}

function layerActivation(point: Point, layer: number, like: Choice): Choice {
  const prefixes = ['model.activation', `model.hidden.${layer}.activation`];
  const id = prefixes.map((prefix) => point[`${prefix}.id`]).find((value) => value !== undefined) ?? like.id;
  const params: Record<string, unknown> = id === like.id ? { ...like.params } : {};
  for (const prefix of prefixes) {
    for (const [path, value] of Object.entries(point)) {
      const field = path.startsWith(`${prefix}.params.`) ? findField(path) : undefined;
      const requires = field?.requires;
      if (requires?.kind !== 'activation' || !requires.in.includes(String(id))) continue;
      params[path.slice(`${prefix}.params.`.length)] = value;
    }
  }
  return { id: String(id), params: params as Choice['params'] };
}
