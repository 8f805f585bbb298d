/** What a space can come to before any point is chosen: whether a requirement can hold somewhere, or holds everywhere; runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import { parseArchitecture } from './architecture';
import type { Requirement, Scalar } from './field';
import type { SpaceEntry } from './spaceEntry';
import { depthOf, structureOf } from './structure';

type Entries = readonly SpaceEntry[];

/** Whether a requirement holds somewhere in the space (or may: conditions by "when" are not looked into). */
export function canHold(base: RunConfig, entries: Entries, requirement: Requirement): boolean {
  switch (requirement.kind) {
    case 'earlyStopping':
      return base.training.earlyStopping !== null;
    case 'depth':
      return Math.max(...possibleDepths(base, entries)) >= requirement.atLeast;
    case 'choice':
      return possibleChoices(base, entries, requirement).some((id) => requirement.in.includes(id));
    case 'activation':
      return layersOf(requirement.layer, Math.max(...possibleDepths(base, entries))).some((layer) =>
        possibleActivations(base, entries, layer).some((activation) => requirement.in.includes(activation)),
      );
  }
}

/** Whether a requirement holds at every point of the space. */
export function alwaysHolds(base: RunConfig, entries: Entries, requirement: Requirement): boolean {
  switch (requirement.kind) {
    case 'earlyStopping':
      return base.training.earlyStopping !== null;
    case 'depth':
      return Math.min(...possibleDepths(base, entries)) >= requirement.atLeast;
    case 'choice':
      return possibleChoices(base, entries, requirement).every((id) => requirement.in.includes(id));
    case 'activation':
      return layersOf(requirement.layer, Math.min(...possibleDepths(base, entries))).some((layer) =>
        possibleActivations(base, entries, layer).every((activation) => requirement.in.includes(activation)),
      );
  }
}

/** The layer asked for, or all, that there are at a depth. */
function layersOf(layer: number | null, depth: number): readonly number[] {
  return layer === null ? [...Array(depth).keys()] : layer < depth ? [layer] : [];
}

/** Numbers of hidden layers, or at least the smallest and the largest of them. */
export function possibleDepths(base: RunConfig, entries: Entries): readonly number[] {
  const listed = valuesAt(entries, 'model.hidden').map((value) => {
    const parsed = parseArchitecture(value);
    return parsed.ok ? parsed.widths.length : 0;
  });
  const depths = [...listed, ...valuesAt(entries, 'model.depth').map(Number)];
  const isSet = isAlwaysSet(entries, 'model.hidden') || isAlwaysSet(entries, 'model.depth');
  return isSet ? depths : [...depths, depthOf(base, {})];
}

function possibleChoices(
  base: RunConfig,
  entries: Entries,
  { path }: Extract<Requirement, { kind: 'choice' }>,
): readonly string[] {
  const listed = valuesAt(entries, path).map(String);
  return isAlwaysSet(entries, path) ? listed : [...listed, structureOf(base, {}).choices[path]];
}

function possibleActivations(base: RunConfig, entries: Entries, layer: number): readonly string[] {
  const paths = ['model.activation.id', `model.hidden.${layer}.activation.id`];
  const listed = paths.flatMap((path) => valuesAt(entries, path)).map(String);
  if (paths.some((path) => isAlwaysSet(entries, path))) return listed;
  // As deep as this layer, whatever depth the space says.
  return [...listed, ...structureOf(base, { 'model.depth': layer + 1 }).activations.slice(layer)];
}

/** Layers from the first on that the space gives a width. */
export function widthsGiven(entries: Entries): number {
  if (isAlwaysSet(entries, 'model.width')) return Infinity;
  let layers = 0;
  while (isAlwaysSet(entries, `model.hidden.${layers}.units`)) layers++;
  return layers;
}

/** Values that a line can take (of a range its ends), or none if it is not there. */
function valuesAt(entries: Entries, path: string): readonly Scalar[] {
  return entries
    .filter((entry) => entry.path === path)
    .flatMap((entry) => (entry.kind === 'values' ? entry.values : [entry.min, entry.max]));
}

/** Whether the base's own value at a path is never used. */
function isAlwaysSet(entries: Entries, path: string): boolean {
  return entries.some((entry) => entry.path === path && entry.when === null);
}
