/** How a sweep is searched, pruned, seeded and judged, as it stands in the form; pure, renderer. */
import { findEntry, type CatalogEntry } from '../../../../shared/catalog/parameter';
import { pruners } from '../../../../shared/catalog/pruners';
import { strategies } from '../../../../shared/catalog/strategies';
import type { Objective } from '../../../../shared/sweep/objective';
import { objectiveSchema } from '../../../../shared/sweep/objectiveSchema';
import type { Scalar } from '../../../../shared/sweep/field';
import { parseNumber } from '../../../format/parseNumber';
import type { ChoiceDraft, Typed } from './draft';

/** A configuration of a list, as it was pasted: checked by the sweep's schema, not before. */
export type ListedPoint = Readonly<Record<string, Scalar>>;

export interface SweepDraft {
  strategy: ChoiceDraft;
  pruner: ChoiceDraft;
  seeds: {
    /** count: so many, from the form's own seed on; list: those typed. */
    by: 'count' | 'list';
    count: Typed;
    list: string;
  };
  objective: { -readonly [K in keyof Objective]: Objective[K] };
  /** Only of the strategy "list". Replaced as a whole. */
  points: readonly ListedPoint[];
  /** The saved sweep that is to become what the form holds; null: a new one. */
  extending: { id: string; number: number; name: string } | null;
}

export function emptySweepDraft(): SweepDraft {
  return {
    strategy: { id: 'grid', params: {} },
    pruner: { id: 'none', params: {} },
    seeds: { by: 'count', count: 1, list: '' },
    objective: objectiveSchema.parse({}),
    points: [],
    extending: null,
  };
}

/** The seeds as a sweep takes them: how many, or which; text that is no number stays, for its message. */
export function seedsOf({ seeds }: SweepDraft): unknown {
  if (seeds.by === 'count') return seeds.count ?? NaN;
  return seeds.list
    .split(/[,;\s]+/)
    .filter((part) => part !== '')
    .map(parseNumber);
}

/** Seeds a configuration is trained with, as far as they can be read. */
export function seedCount({ seeds }: SweepDraft): number {
  if (seeds.by === 'count') return seeds.count ?? NaN;
  return seeds.list.split(/[,;\s]+/).filter((part) => part !== '').length;
}

/** The numbers of a choice as a sweep takes them; NaN fails the check. */
export function numbersOf(entries: readonly CatalogEntry[], choice: ChoiceDraft): Record<string, number> {
  const entry = findEntry(entries, choice.id);
  const own = choice.params[choice.id] ?? {};
  return Object.fromEntries(
    entry?.params.map(({ id, default: usual }) => [id, id in own ? (own[id] ?? NaN) : usual]) ?? [],
  );
}

/** The saved part that still fits, the rest as usual. A list of configurations is not kept over a restart. */
export function reviveSweepDraft(saved: unknown): SweepDraft {
  const empty = emptySweepDraft();
  if (typeof saved !== 'object' || saved === null) return empty;
  const given = saved as Partial<SweepDraft>;
  const seeds: Partial<SweepDraft['seeds']> = given.seeds ?? {};
  const objective = objectiveSchema.safeParse(given.objective ?? {});
  const choice = (entries: readonly CatalogEntry[], value: unknown, usual: ChoiceDraft): ChoiceDraft => {
    const { id, params } = (value ?? {}) as Partial<ChoiceDraft>;
    const known = typeof id === 'string' && id !== 'list' && findEntry(entries, id) !== undefined;
    return known ? { id, params: typeof params === 'object' ? params : {} } : usual;
  };
  return {
    ...empty,
    strategy: choice(strategies, given.strategy, empty.strategy),
    pruner: choice(pruners, given.pruner, empty.pruner),
    seeds: {
      by: seeds.by === 'list' ? 'list' : 'count',
      count: typeof seeds.count === 'number' ? seeds.count : empty.seeds.count,
      list: typeof seeds.list === 'string' ? seeds.list : '',
    },
    objective: objective.success ? objective.data : empty.objective,
  };
}
