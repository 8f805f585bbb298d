/** Starts what the form describes: a run, which is then shown beside it, or a sweep, whose page opens (renderer). */
import { useRouter } from 'vue-router';
import { useShownRun } from '../shownRun';
import { useLaunchPlan } from './launchPlan';
import { useSweepLaunch } from './sweepLaunch';
import { useTrainForm } from './trainForm';

/** What stands in the way is on the page when the returned function resolves. */
export function useStart(): () => Promise<void> {
  const form = useTrainForm();
  const launch = useLaunchPlan();
  const sweepLaunch = useSweepLaunch();
  const shown = useShownRun();
  const router = useRouter();
  return async () => {
    if (form.sweeping) {
      const sweep = await sweepLaunch.launch();
      if (sweep) await router.push({ name: 'sweep', params: { id: sweep.id } });
      return;
    }
    const run = await launch.launch();
    if (run) shown.choose(run.id);
  };
}
