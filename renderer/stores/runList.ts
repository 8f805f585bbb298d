/** Reads the list of runs from the lab, stretch by stretch, the newest first (renderer). */
import type { RunsPage } from '../../shared/ipc/contract';
import { unpackRuns } from '../../shared/runs/packedRuns';
import type { RunRecord } from '../../shared/runs/run';
import { call } from '../api/lab';

/** What fills a screen comes first, and soon. */
const firstStretch = 200;
/** As many as are read and put in place within a few frames. */
const stretch = 2500;

/** Calls `take` with each stretch. While one is read the next is on its way. */
export async function readRunList(take: (runs: readonly RunRecord[]) => void): Promise<void> {
  let coming: Promise<RunsPage> | null = call('runs:page', {
    below: null,
    most: firstStretch,
  });
  while (coming) {
    const { json, next }: RunsPage = await coming;
    coming = next === null ? null : call('runs:page', { below: next, most: stretch });
    // Should reading fail, nobody waits for what is on its way.
    coming?.catch(() => undefined);
    take(unpackRuns(json));
  }
}
