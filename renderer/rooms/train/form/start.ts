/** Starts what the form describes: a run, which is then shown beside it, or a sweep, whose page opens (renderer). */
import type { Router } from 'vue-router';
import { useShownRun } from '../shownRun';
import { useLaunchPlan } from './launchPlan';
import { useSweepLaunch } from './sweepLaunch';
import { useTrainForm } from './trainForm';

/** What stands in the way is on the page when it resolves. */
export async function startFromForm(router: Router): Promise<void> {
  if (useTrainForm().sweeping) {
    const sweep = await useSweepLaunch().launch();
    if (sweep) await router.push({ name: 'sweep', params: { id: sweep.id } });
    return;
  }
  const run = await useLaunchPlan().launch();
  if (run) useShownRun().choose(run.id);
}
