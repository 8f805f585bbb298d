/** What tells configurations apart: every setting as a flat value, the ones that differ among runs, groups by some of them; runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import { isUnknownConfig } from '../config/isUnknownConfig';
import { architectureText } from '../sweep/architecture';
import type { Scalar } from '../sweep/field';
import { findField, sweepFields } from '../sweep/fields';

/** A run as far as its settings go. */
export interface Configured {
  /** Tell imported runs apart, of which nothing else is known. */
  readonly name?: string;
  readonly number?: number;
  readonly config: RunConfig;
  /** SHA-256 of the data it was trained on. */
  readonly datasetHash: string;
}

/** A setting's value; undefined where a run has no such setting (a slope without leaky ReLU). */
export type FactorValue = Scalar | undefined;

/** A setting that some runs have otherwise than others. */
export interface Factor {
  /** As in the fields of sweeps; `seed`, `dataset.hash` and `imported` beside them. */
  readonly path: string;
  /** number: an axis of numbers suits it; choice: words. */
  readonly kind: 'number' | 'choice';
  /** In the order of the runs. */
  readonly values: readonly FactorValue[];
  /** Each value once: numbers ascending, words as in the catalog, what is no value last. */
  readonly levels: readonly FactorValue[];
  /** Follows from other factors (depth from the hidden layers): offered for axes, not needed to tell runs apart. */
  readonly derived: boolean;
}

export const seedPath = 'seed';
export const dataPath = 'dataset.hash';
/** Of runs that were trained elsewhere: which one it is. */
export const importedPath = 'imported';

/**
 * Every setting of a run as one value a path. Two runs have the same values exactly if their configurations and data are
 * the same; settings of hidden layers are one value where the layers are alike, else a list.
 */
export function settingsOf({ config, datasetHash }: Configured): ReadonlyMap<string, Scalar> {
  const values = new Map<string, Scalar>();
  // Of runs that were trained elsewhere nobody knows any.
  if (isUnknownConfig(config)) return values;
  const flatten = (value: unknown, path: string): void => {
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) {
      for (const [key, inner] of Object.entries(value)) flatten(inner, path ? `${path}.${key}` : key);
    } else values.set(path, value as Scalar);
  };
  const { hidden, ...model } = config.model;
  flatten({ ...config, model }, '');
  values.set(dataPath, datasetHash);
  values.set('model.hidden', architectureText(hidden.map(({ units }) => units)));
  if (hidden.length > 0) {
    values.set('model.activation.id', alike(hidden.map(({ activation }) => activation.id)));
    const names = new Set(hidden.flatMap(({ activation }) => Object.keys(activation.params)));
    for (const name of names) {
      const each = hidden.map(({ activation }) => activation.params[name] ?? '–');
      values.set(`model.activation.params.${name}`, alike(each));
    }
  }
  return values;
}

/** The value that all have, or all of them in a row. */
function alike(values: readonly (string | number)[]): string | number {
  const [first = ''] = values;
  return values.every((value) => value === first) ? first : values.join(', ');
}

const order = new Map([...sweepFields.map(({ path }) => path), seedPath].map((path, i) => [path, i]));

/** The settings in which these runs differ, in the order of the form, the seed last; those that only come with another are left out. */
export function differingFactors(runs: readonly Configured[]): readonly Factor[] {
  const settings = runs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((one) => [...one.keys()]))];
  const found = paths
    .map((path) =>
      factorOf(
        path,
        settings.map((one) => one.get(path)),
        false,
      ),
    )
    .filter(({ values }) => differs(values, runs));
  return [...importedFactor(runs), ...shaped(found, runs), ...derivedFactors(runs)]
    .filter((factor, _, all) => factor.path !== dataPath || !isExplained(factor, all))
    .filter((factor, _, all) => !isImplied(factor, all))
    .sort((a, b) => place(a.path) - place(b.path));
}

/** Whether runs differ whose settings are known: what nobody knows of a run is no difference. */
const differs = (values: readonly FactorValue[], runs: readonly Configured[]): boolean =>
  new Set(values.filter((_, i) => !isUnknownConfig((runs[i] as Configured).config))).size > 1;

/** Imported runs are each by itself: they are no repetitions of each other, nor of anything else. */
function importedFactor(runs: readonly Configured[]): readonly Factor[] {
  const isImported = runs.map(({ config }) => isUnknownConfig(config));
  if (runs.length < 2 || !isImported.includes(true)) return [];
  const names = runs.map(({ name }) => name ?? '');
  const values = runs.map(({ number }, i): FactorValue => {
    if (!isImported[i]) return undefined;
    const name = names[i] as string;
    const isAlone = name !== '' && names.filter((other) => other === name).length === 1;
    return isAlone ? name : `${name || 'run'} #${number ?? i + 1}`;
  });
  return [factorOf(importedPath, values, false)];
}

const place = (path: string): number => order.get(path) ?? order.size;

function factorOf(path: string, values: readonly FactorValue[], derived: boolean): Factor {
  const levels = sortedLevels(path, values);
  const numeric = values.some((value) => typeof value === 'number');
  const words = values.some((value) => typeof value === 'string' && value !== 'full');
  return { path, kind: numeric && !words ? 'number' : 'choice', values, levels, derived };
}

/** Networks of one hidden layer each differ in a number, their width. */
function shaped(factors: readonly Factor[], runs: readonly Configured[]): readonly Factor[] {
  if (!runs.every(({ config }) => isUnknownConfig(config) || config.model.hidden.length === 1))
    return factors;
  return factors.map((factor) =>
    factor.path === 'model.hidden'
      ? factorOf(
          'model.width',
          runs.map(({ config }) => (isUnknownConfig(config) ? undefined : config.model.hidden[0]?.units)),
          false,
        )
      : factor,
  );
}

/** Depth and width of deeper networks, where they differ. */
function derivedFactors(runs: readonly Configured[]): readonly Factor[] {
  const depths = runs.map(({ config }) => (isUnknownConfig(config) ? undefined : config.model.hidden.length));
  if (depths.every((depth) => depth === undefined || depth === 1)) return [];
  const widths = runs.map(({ config: { model } }) => {
    const [first] = model.hidden;
    return first && model.hidden.every(({ units }) => units === first.units) ? first.units : undefined;
  });
  return [factorOf('model.depth', depths, true), factorOf('model.width', widths, true)].filter(({ values }) =>
    differs(values, runs),
  );
}

/**
 * Whether it comes with a choice and says no more than that: β₁ = 0.9 where the optimiser is Adam, none where it is SGD.
 * Names would be long, and means be taken over what nobody has varied.
 */
function isImplied({ path, values, levels }: Factor, all: readonly Factor[]): boolean {
  if (levels.filter((level) => level !== undefined).length !== 1) return false;
  const choices = all.filter(
    (other) => other.path.endsWith('.id') && path.startsWith(other.path.slice(0, -'id'.length)),
  );
  return choices.some((choice) => {
    const known = new Map<FactorValue, FactorValue>();
    return values.every((value, i) => {
      const id = choice.values[i];
      if (!known.has(id)) known.set(id, value);
      return known.get(id) === value;
    });
  });
}

/** Whether the other settings of the data already tell apart what the content's hash does. */
function isExplained(hash: Factor, all: readonly Factor[]): boolean {
  const others = all.filter(({ path }) => path.startsWith('dataset.') && path !== dataPath);
  const content = new Map<string, FactorValue>();
  return hash.values.every((value, i) => {
    const key = JSON.stringify(others.map(({ values }) => values[i] ?? null));
    if (!content.has(key)) content.set(key, value);
    return content.get(key) === value;
  });
}

/** Each value once: numbers ascending, words in the order of the catalog, else of the alphabet; special values and absence last. */
export function sortedLevels(path: string, values: readonly FactorValue[]): readonly FactorValue[] {
  const field = findField(path);
  const options = field?.kind === 'choice' ? field.options.map(({ value }) => value) : [];
  const rank = (value: FactorValue): number => {
    if (typeof value === 'number') return 0;
    if (typeof value === 'string' && value !== 'full') return 1;
    return value === undefined ? 3 : 2;
  };
  const known = (value: FactorValue): number => {
    const at = options.indexOf(String(value));
    return at < 0 ? options.length : at;
  };
  return [...new Set(values)].sort((a, b) => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    if (typeof a === 'number' && typeof b === 'number') return a - b;
    return known(a) - known(b) || String(a).localeCompare(String(b), 'en', { numeric: true });
  });
}

/** Runs that agree in the chosen factors. */
export interface FactorGroup {
  /** Equal for groups with equal values, whatever the other runs. */
  readonly key: string;
  /** Indices of its runs. */
  readonly members: readonly number[];
  /** Its values, in the order of the chosen factors. */
  readonly values: readonly FactorValue[];
}

/** Groups of runs with the same values of these factors, in the order of the factors' levels. */
export function groupByFactors(count: number, factors: readonly Factor[]): readonly FactorGroup[] {
  const groups = new Map<string, { members: number[]; values: FactorValue[] }>();
  for (let i = 0; i < count; i++) {
    const values = factors.map((factor) => factor.values[i]);
    const key = groupKey(factors, values);
    const known = groups.get(key);
    if (known) known.members.push(i);
    else groups.set(key, { members: [i], values });
  }
  const ranks = factors.map(({ levels }) => new Map(levels.map((level, i) => [level, i])));
  return [...groups]
    .map(([key, group]) => ({ key, ...group }))
    .sort((a, b) => {
      for (const [f, rank] of ranks.entries()) {
        const by = (rank.get(a.values[f]) ?? 0) - (rank.get(b.values[f]) ?? 0);
        if (by !== 0) return by;
      }
      return 0;
    });
}

function groupKey(factors: readonly Factor[], values: readonly FactorValue[]): string {
  return JSON.stringify(factors.map(({ path }, f) => [path, values[f] === undefined ? [] : values[f]]));
}

/** The factors, of those not chosen, that still differ within one of the groups: what the means are taken over. */
export function averagedOver(
  factors: readonly Factor[],
  chosen: ReadonlySet<string>,
  groups: readonly FactorGroup[],
): readonly Factor[] {
  return factors.filter(
    ({ path, values, derived }) =>
      !derived &&
      !chosen.has(path) &&
      groups.some(({ members }) => new Set(members.map((member) => values[member])).size > 1),
  );
}
