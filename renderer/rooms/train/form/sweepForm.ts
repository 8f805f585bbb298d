/** The sweep that the form means: which varied fields count, what is checked, where each message stands; pure, renderer. */
import { pruners } from '../../../../shared/catalog/pruners';
import { strategies } from '../../../../shared/catalog/strategies';
import type { RunConfig, RunConfigInput } from '../../../../shared/config/runConfig';
import type { Issue } from '../../../../shared/result';
import { findField } from '../../../../shared/sweep/fields';
import { canHold } from '../../../../shared/sweep/reach';
import { checkEntry, spaceEntrySchema, type SpaceEntry } from '../../../../shared/sweep/spaceEntry';
import type { Sweep, SweepInput } from '../../../../shared/sweep/sweepFile';
import { fromConfig, type Draft } from './draft';
import { emptySweepDraft, numbersOf, seedCount, seedsOf } from './sweepDraft';
import { spaceLine, variationOf, type VariedField } from './variation';

/** A field of the space as the form has it. */
interface Line {
  readonly path: string;
  readonly line: Record<string, unknown>;
}

/** Whether the form shows the field at all, by its own switches. */
function isOffered({ dataset, model, training, evaluation }: Draft, path: string): boolean {
  switch (path) {
    case 'dataset.testFraction':
    case 'dataset.splitSeed':
      return dataset.split === 'share';
    case 'dataset.trainRows':
      return dataset.limitRows;
    case 'model.outputUnits':
      return model.ownOutputs;
    case 'training.batchSize':
      return !training.fullBatch;
    case 'evaluation.trainRows':
      return !evaluation.allRows;
    default:
      if (path.startsWith('model.activation.')) return model.scope === 'network';
      if (/^model\.hidden\.\d/.test(path)) return model.scope === 'layer';
      return true;
  }
}

/** The lines of the space in the order of the form's fields: what cannot be seen, or cannot have an effect, takes no part. */
export function spaceLines(draft: Draft, config: RunConfigInput): readonly Line[] {
  const lines = Object.entries(draft.varied).flatMap(([path, varied]): Line[] => {
    const line = isOffered(draft, path) ? spaceLine(path, varied) : null;
    return line ? [{ path, line }] : [];
  });
  const entries = lines.flatMap(({ line }): SpaceEntry[] => {
    const parsed = spaceEntrySchema.safeParse(line);
    return parsed.success ? [checkEntry(parsed.data).entry] : [];
  });
  return lines.filter(({ path }) => {
    const requires = findField(path)?.requires;
    return !requires || canHold(asComplete(config), entries, requires);
  });
}

/** Choices and layers are there in the form's configuration, whatever numbers are not. */
const asComplete = (config: RunConfigInput): RunConfig => config as RunConfig;

/** Whether the form asks for more than one run. */
export function isSweep(draft: Draft): boolean {
  const varied = Object.entries(draft.varied).some(
    ([path, { mode }]) => mode !== 'value' && isOffered(draft, path),
  );
  const { strategy, extending } = draft.sweep;
  return varied || seedCount(draft.sweep) !== 1 || strategy.id === 'list' || extending !== null;
}

/** The sweep for its check; numbers that cannot be read are NaN and fail it. */
export function toSweep(draft: Draft, config: RunConfigInput, lines: readonly Line[]): SweepInput {
  const { strategy, pruner, objective, points } = draft.sweep;
  const isList = strategy.id === 'list';
  return {
    version: 1,
    name: draft.meta.name,
    base: config,
    space: isList ? [] : (lines.map(({ line }) => line) as unknown as SweepInput['space']),
    strategy: {
      id: strategy.id,
      params: numbersOf(strategies, strategy),
      points: isList ? points.map((point) => ({ ...point })) : [],
    },
    pruner: { id: pruner.id, params: numbersOf(pruners, pruner) },
    seeds: seedsOf(draft.sweep) as number,
    objective: { ...objective },
  };
}

/** The form filled from a sweep; null where two lines vary one field under different conditions, for which it has no place. */
export function fromSweep(sweep: Sweep): Draft | null {
  const paths = sweep.space.map(({ path }) => path);
  if (new Set(paths).size < paths.length) return null;
  const draft = fromConfig(sweep.base, { name: sweep.name });
  const { strategy, pruner, seeds, objective } = sweep;
  const counted = seeds.every((seed, i) => seed === (sweep.base.seed + i) % 0x1_0000_0000);
  if (paths.some((path) => /^model\.hidden\.\d/.test(path))) draft.model.scope = 'layer';
  draft.varied = Object.fromEntries(
    sweep.space.map((entry): [string, VariedField] => [entry.path, variationOf(entry)]),
  );
  draft.sweep = {
    ...emptySweepDraft(),
    strategy: { id: strategy.id, params: { [strategy.id]: { ...strategy.params } } },
    pruner: { id: pruner.id, params: { [pruner.id]: { ...pruner.params } } },
    seeds: { by: counted ? 'count' : 'list', count: seeds.length, list: seeds.join(', ') },
    objective: { ...objective },
    points: strategy.points,
  };
  return draft;
}

/** A sweep's issues as the form tells them: those of the base as a configuration's, the others by the field they stand at. */
export function sortIssues(
  issues: readonly Issue[],
  paths: readonly string[],
): { readonly base: readonly Issue[]; readonly own: ReadonlyMap<string, string> } {
  const base: Issue[] = [];
  const own = new Map<string, string>();
  const put = (field: string, message: string): void => {
    if (!own.has(field)) own.set(field, message);
  };
  for (const { path, message } of issues) {
    if (path.startsWith('base.')) base.push({ path: path.slice('base.'.length), message });
    else put(...placed(path, message, paths));
  }
  return { base, own };
}

/** Where a message about the sweep itself stands, and how it reads there. */
function placed(path: string, message: string, paths: readonly string[]): [field: string, message: string] {
  const line = /^space\.(\d+)/.exec(path);
  const ofLine = line && paths[Number(line[1])];
  if (ofLine) return [ofLine, inTheFormsWords(message)];
  const point = /^strategy\.points\.(\d+)(?:\.(.+))?$/.exec(path);
  if (point) {
    const what = point[2] ? `, ${findField(point[2])?.label ?? point[2]}` : '';
    return ['strategy.points', `Configuration ${Number(point[1]) + 1}${what}: ${message}`];
  }
  if (path.startsWith('strategy.points')) return ['strategy.points', message];
  if (path.startsWith('seeds')) return ['seeds', message];
  if (path.startsWith('objective')) return ['objective', message];
  if (path === 'space') return ['strategy.id', inTheFormsWords(message)];
  return [path, message];
}

/** Fields are called by their labels here, where a file has their paths. */
function inTheFormsWords(message: string): string {
  return message.replace(
    /"?\b(?:dataset|model|loss|optimizer|schedule|regularization|training|evaluation)\.[\w.]+\w"?/g,
    (path) => {
      const label =
        findField(path.replaceAll('"', ''))?.label ?? findField(`${path.replaceAll('"', '')}.id`)?.label;
      return label === undefined ? path : `“${label}”`;
    },
  );
}
