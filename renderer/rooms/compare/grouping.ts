/** Runs in groups by what is kept apart: names, looks that do not collide, results over the members; pure, renderer. */
import { groupByFactors, type Factor, type FactorValue } from '../../../shared/compare/factors';
import type { RunRecord } from '../../../shared/runs/run';
import { summarize, type SampleSummary } from '../../../shared/sweep/summary';
import type { DrawnRun } from '../../charts/drawnRun';
import { factorNames } from '../../format/factorText';
import { runTitle } from '../../format/runTitle';
import { runColors, runLook, type RunLook } from '../../format/runColors';
import { finalValue, type Metric } from './metrics';

/** Runs that are shown as one. */
export interface RunGroup {
  readonly id: string;
  readonly name: string;
  readonly look: RunLook;
  /** Its values, in the order of the chosen factors. */
  readonly values: readonly FactorValue[];
  readonly members: readonly RunRecord[];
}

/** How many looks there are before they repeat. */
const looks = 24;

/** The look nearest after `wanted` that is not taken: of another colour as long as there is one. */
function freeLook(wanted: number, taken: ReadonlySet<number>): number {
  const colors = new Set([...taken].map((index) => index % runColors.length));
  const isFree = (index: number): boolean =>
    !taken.has(index) && (colors.size >= runColors.length || !colors.has(index % runColors.length));
  const candidates = Array.from({ length: looks }, (_, i) => (wanted + i) % looks);
  return candidates.find(isFree) ?? wanted;
}

/**
 * The groups of all runs by the chosen factors. A run by itself looks as it does everywhere. A group of several looks like
 * its first one; where it would look like another, or share a colour while others are free, it takes the next free look.
 */
export function runGroups(runs: readonly RunRecord[], chosen: readonly Factor[]): readonly RunGroup[] {
  const groups = groupByFactors(runs.length, chosen);
  const taken = new Set<number>();
  const looked = new Map<string, RunLook>();
  const first = (members: readonly number[]): number =>
    Math.min(...members.map((member) => (runs[member] as RunRecord).number));
  for (const { key, members } of groups.filter((group) => group.members.length === 1)) {
    const number = first(members);
    taken.add((number - 1) % looks);
    looked.set(key, runLook(number));
  }
  const several = groups.filter(({ members }) => members.length > 1);
  for (const { key, members } of several.sort((a, b) => first(a.members) - first(b.members))) {
    const index = freeLook((first(members) - 1) % looks, taken);
    taken.add(index);
    looked.set(key, runLook(index + 1));
  }
  return groups.map(({ key, members, values }) => ({
    id: `group:${key}`,
    name: factorNames(chosen, values) || nameOfRest(members, runs),
    look: looked.get(key) as RunLook,
    values,
    members: members.map((member) => runs[member] as RunRecord),
  }));
}

/** The name of a group that has none of the settings kept apart: the lab's own run beside imported ones. */
function nameOfRest(members: readonly number[], runs: readonly RunRecord[]): string {
  if (members.length === runs.length) return 'All runs';
  const [only] = members;
  return members.length === 1 && only !== undefined ? runTitle(runs[only] as RunRecord) : 'Other runs';
}

/** The groups with only their chosen runs; null chooses all. Groups without any are left out. */
export function chosenOnly(
  groups: readonly RunGroup[],
  selection: ReadonlySet<string> | null,
): readonly RunGroup[] {
  if (!selection) return groups;
  return groups.flatMap((group) => {
    const members = group.members.filter(({ id }) => selection.has(id));
    return members.length > 0 ? [{ ...group, members }] : [];
  });
}

/** A run's result within its group. */
export interface MemberResult {
  readonly run: RunRecord;
  readonly value: number;
}

/** What a group's runs say of a metric. */
export interface GroupResult {
  readonly group: RunGroup;
  /** Members trained to their end that have a value. */
  readonly results: readonly MemberResult[];
  readonly sample: SampleSummary | null;
}

export function groupResult(group: RunGroup, metric: Metric): GroupResult {
  const results = group.members.flatMap((run) => {
    const value = finalValue(metric, run);
    return value === null ? [] : [{ run, value }];
  });
  return { group, results, sample: summarize(results.map(({ value }) => value)) };
}

/** Every run in the look of its group, in the order given. */
export function lookedRuns(
  runs: readonly RunRecord[],
  groups: readonly RunGroup[],
  names: ReadonlyMap<string, string>,
): readonly DrawnRun[] {
  const looks = new Map(groups.flatMap(({ members, look }) => members.map(({ id }) => [id, look] as const)));
  return runs.map(({ id, number }) => ({
    id,
    label: names.get(id) ?? '',
    look: looks.get(id) ?? runLook(number),
  }));
}
