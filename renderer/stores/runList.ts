/** Reads the list of runs from the lab, stretch by stretch, the newest first (renderer). */
import type { RunsPage } from '../../shared/ipc/contract';
import { unpackRuns } from '../../shared/runs/packedRuns';
import type { RunRecord } from '../../shared/runs/run';
import { firstStretch, stretch } from '../../shared/runs/stretches';
import { call } from '../api/lab';

/** Calls `take` with each stretch and waits for it. But for what fills the screen, the next is on its way while one is taken. */
export async function readRunList(take: (runs: readonly RunRecord[]) => void | Promise<void>): Promise<void> {
  const ask = (below: number): Promise<RunsPage> => call('runs:page', { below, most: stretch });
  const first = await call('runs:page', { below: null, most: firstStretch });
  // Whatever the lab reads now would come in the way of the picture.
  await take(unpackRuns(first.json));
  let coming = first.next === null ? null : ask(first.next);
  while (coming) {
    const { json, next }: RunsPage = await coming;
    coming = next === null ? null : ask(next);
    // Should reading fail, nobody waits for what is on its way.
    coming?.catch(() => undefined);
    await take(unpackRuns(json));
  }
}
