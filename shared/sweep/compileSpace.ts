/** Makes a search space of a sweep file's lines: conditions, order, and what cannot go together; runs anywhere. */
import type { RunConfig } from '../config/runConfig';
import type { Issue } from '../result';
import { contains } from './domain';
import { describe, type Scalar } from './field';
import { clashOf, decidedBy, findField } from './fields';
import { alwaysHolds, canHold, possibleDepths, widthsGiven } from './reach';
import type { SearchParameter, SearchSpace } from './space';
import { domainOf, gridOf, type SpaceEntry } from './spaceEntry';
import { holds, requirementInWords, structureOf } from './structure';

/** The search space of checked lines on a base. */
export function compileSpace(base: RunConfig, entries: readonly SpaceEntry[]): SearchSpace {
  const ordered = inOrder(entries) ?? entries;
  return { parameters: ordered.map((entry) => compileEntry(base, entry, entries)) };
}

function compileEntry(base: RunConfig, entry: SpaceEntry, all: readonly SpaceEntry[]): SearchParameter {
  const field = findField(entry.path);
  // What holds throughout the space is no condition: the parameter can be modelled together with the others.
  const requires = field?.requires && !alwaysHolds(base, all, field.requires) ? field.requires : null;
  const { when } = entry;
  return {
    path: entry.path,
    domain: domainOf(entry),
    grid: gridOf(entry).values,
    decidedBy: requires ? decidersOf(entry, all) : when ? [when.path] : [],
    exists: (point) =>
      (when === null || (when.path in point && when.in.includes(point[when.path] as Scalar))) &&
      (requires === null || holds(requires, structureOf(base, point))),
  };
}

/** Paths of other lines that decide whether this one exists. */
function decidersOf(entry: SpaceEntry, all: readonly SpaceEntry[]): readonly string[] {
  const field = findField(entry.path);
  const paths = [...(field ? decidedBy(field) : []), ...(entry.when ? [entry.when.path] : [])];
  return [...new Set(paths)].filter(
    (path) => path !== entry.path && all.some((other) => other.path === path),
  );
}

/** The lines in file order, but each after those that decide on it; null where they go in a circle. */
function inOrder(entries: readonly SpaceEntry[]): readonly SpaceEntry[] | null {
  const ordered: SpaceEntry[] = [];
  const left = [...entries];
  while (left.length > 0) {
    const next = left.findIndex((entry) => {
      const deciders = decidersOf(entry, entries);
      return !left.some((other) => deciders.includes(other.path));
    });
    if (next < 0) return null;
    ordered.push(...left.splice(next, 1));
  }
  return ordered;
}

/** What is wrong with lines, each good by itself, taken together; paths from the space on ("0.path"). */
export function spaceIssues(base: RunConfig, entries: readonly SpaceEntry[]): Issue[] {
  const issues = entries.flatMap((entry, index) => [
    ...twiceIssues(entries, index),
    ...clashIssues(entries, index),
    ...whenIssues(entries, entry, index),
  ]);
  if (issues.length > 0) return issues;
  if (!inOrder(entries)) {
    return [{ path: '', message: 'The conditions go in a circle: each waits for another to be decided.' }];
  }
  return entries.flatMap((entry, index) => reachIssues(base, entries, entry, index));
}

function twiceIssues(entries: readonly SpaceEntry[], index: number): Issue[] {
  const entry = entries[index] as SpaceEntry;
  const before = entries.slice(0, index).filter((other) => other.path === entry.path);
  const apart = (other: SpaceEntry): boolean =>
    entry.when !== null &&
    entry.when.path === other.when?.path &&
    !entry.when.in.some((value) => other.when?.in.includes(value));
  if (before.every(apart)) return [];
  return [
    {
      path: `${index}.path`,
      message: `"${entry.path}" is there twice; that is possible only under conditions ("when") that exclude each other.`,
    },
  ];
}

function clashIssues(entries: readonly SpaceEntry[], index: number): Issue[] {
  const { path } = entries[index] as SpaceEntry;
  const clash = entries
    .slice(0, index)
    .map((other) => clashOf(path, other.path))
    .find(Boolean);
  return clash ? [{ path: `${index}.path`, message: clash }] : [];
}

function whenIssues(entries: readonly SpaceEntry[], { path, when }: SpaceEntry, index: number): Issue[] {
  if (!when) return [];
  const at = `${index}.when`;
  const deciders = entries.filter((other) => other.path === when.path && other.path !== path);
  if (deciders.length === 0) {
    return [{ path: `${at}.path`, message: `"${when.path}" is no other line of this space.` }];
  }
  const domains = deciders.map(domainOf);
  if (domains.some((domain) => domain.kind === 'range' && domain.step === null)) {
    return [
      { path: `${at}.path`, message: `"${when.path}" is a range; conditions need a list or whole numbers.` },
    ];
  }
  return when.in.flatMap((value, i) =>
    domains.some((domain) => contains(domain, value))
      ? []
      : [{ path: `${at}.in.${i}`, message: `"${when.path}" never is ${describe(value)}.` }],
  );
}

/** A line that can never have an effect, or whose layers would have no width, is a mistake. */
function reachIssues(
  base: RunConfig,
  entries: readonly SpaceEntry[],
  { path }: SpaceEntry,
  index: number,
): Issue[] {
  const field = findField(path);
  const at = `${index}.path`;
  if (field?.requires && !canHold(base, entries, field.requires)) {
    return [
      { path: at, message: `${field.label} has an effect only ${requirementInWords(field.requires)}.` },
    ];
  }
  const widthless =
    path === 'model.depth' &&
    base.model.hidden.length === 0 &&
    Math.max(...possibleDepths(base, entries)) > widthsGiven(entries);
  return widthless
    ? [
        {
          path: at,
          message:
            'The base has no hidden layer to repeat: give it one, or vary model.width or the units of every layer too.',
        },
      ]
    : [];
}
