/** Reads the list of runs from the lab, stretch by stretch, the newest first (renderer). */
import type { RunsPage } from '../../shared/ipc/contract';
import { unpackRuns } from '../../shared/runs/packedRuns';
import type { RunRecord } from '../../shared/runs/run';
import { firstStretch, stretch } from '../../shared/runs/stretches';
import { call } from '../api/lab';

/** Calls `take` with each stretch. While one is read the next is on its way. */
export async function readRunList(take: (runs: readonly RunRecord[]) => void): Promise<void> {
  let coming: Promise<RunsPage> | null = call('runs:page', { below: null, most: firstStretch });
  while (coming) {
    const { json, next }: RunsPage = await coming;
    coming = next === null ? null : call('runs:page', { below: next, most: stretch });
    // Should reading fail, nobody waits for what is on its way.
    coming?.catch(() => undefined);
    take(unpackRuns(json));
  }
}
