/** Which runs are looked into side by side, and their snapshots at a common epoch; pure, renderer. */
import type { BoundarySnapshot, RunRecord } from '../../../shared/runs/run';
import type { RunGroup } from './grouping';

/** More pictures than this cannot be taken in at once. */
export const mostPictures = 12;

/** The first run of each group, or every run, group by group. */
export function picturedRuns(
  groups: readonly RunGroup[],
  each: 'group' | 'run',
  isUsable: (run: RunRecord) => boolean,
): readonly { readonly run: RunRecord; readonly group: RunGroup }[] {
  return groups.flatMap((group) => {
    const usable = group.members.filter(isUsable).map((run) => ({ run, group }));
    return each === 'group' ? usable.slice(0, 1) : usable;
  });
}

/** Every epoch of which one of the runs has a snapshot, ascending. */
export const epochsOf = (all: readonly (readonly BoundarySnapshot[])[]): readonly number[] =>
  [...new Set(all.flatMap((snapshots) => snapshots.map(({ epoch }) => epoch)))].sort((a, b) => a - b);

/** The last snapshot at or before an epoch; of a run that has none so early its first. */
export const snapshotAt = (
  snapshots: readonly BoundarySnapshot[],
  epoch: number,
): BoundarySnapshot | undefined => snapshots.findLast((snapshot) => snapshot.epoch <= epoch) ?? snapshots[0];
