/** What the form as it stands comes to: asked of the lab a moment after the last key (renderer). */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import { planRun, type RunPlan } from '../../../../shared/config/plan';
import { parseRunConfig } from '../../../../shared/config/runConfig';
import type { LaunchPlan } from '../../../../shared/ipc/contract';
import type { LabError } from '../../../../shared/result';
import type { RunRecord } from '../../../../shared/runs/run';
import { asLabError, call } from '../../../api/lab';
import { useDatasetsStore } from '../../../stores/datasets';
import { useRunsStore } from '../../../stores/runs';
import { useTrainForm } from './trainForm';

const delayMs = 150;

export const useLaunchPlan = defineStore('launchPlan', () => {
  const form = useTrainForm();
  const runs = useRunsStore();
  const datasets = useDatasetsStore();
  /** The last answer; stays in sight while a new one is on its way. */
  const plan = shallowRef<LaunchPlan | null>(null);
  const status = ref<'waiting' | 'ready' | 'invalid' | 'failed'>('waiting');
  const error = shallowRef<LabError | null>(null);
  const launching = ref(false);
  /** Counts launches that the form's own faults have stopped: the form shows the first of them. */
  const refusals = ref(0);
  /** Counts as they can be told here, while the lab (whose host may still be starting) has not answered yet. */
  const counts = computed<RunPlan | null>(() => plan.value?.plan ?? provisional());
  const configText = computed(() => JSON.stringify(form.config));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  function provisional(): RunPlan | null {
    const info = datasets.get(form.draft.dataset.id);
    // How many rows a generator makes is for the lab to say.
    if (!info || info.source === 'generator' || form.ownIssues.length > 0) return null;
    try {
      return planRun(parseRunConfig(form.config), info);
    } catch {
      // The lab will say why they do not fit.
      return null;
    }
  }

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const number = ++asked;
    if (form.ownIssues.length > 0) {
      form.planIssues = [];
      status.value = 'invalid';
      return;
    }
    try {
      const answer = await call('runs:plan', { config: form.config });
      if (number !== asked) return;
      plan.value = answer;
      form.planIssues = [];
      error.value = null;
      status.value = 'ready';
    } catch (thrown) {
      if (number !== asked) return;
      const problem = asLabError(thrown);
      form.planIssues = problem.issues ?? [];
      error.value = problem.issues?.length ? null : problem;
      status.value = problem.issues?.length ? 'invalid' : 'failed';
    }
  }

  function askSoon(): void {
    clearTimeout(timer);
    // What the lab said last stays in sight until it has answered again: messages must not flicker at each key.
    if (form.ownIssues.length > 0) status.value = 'invalid';
    else if (form.planIssues.length === 0) status.value = 'waiting';
    timer = setTimeout(() => void ask(), delayMs);
  }

  /** Asks now and again whenever something changes that the answer depends on. */
  function follow(): () => void {
    void ask();
    const stop = watch([configText, () => datasets.list], askSoon);
    // A run that has ended or was deleted may be the same as this one, and its pace may be known now.
    const stopRuns = watch(
      () => [runs.list.length, ...runs.active.map(({ id }) => id)].join(),
      () => void ask(),
    );
    return () => {
      stop();
      stopRuns();
      clearTimeout(timer);
      asked++;
    };
  }

  /** Starts the run; null if the form or the lab does not allow it, and the reason is on the page then. */
  async function launch(): Promise<RunRecord | null> {
    if (launching.value) return null;
    if (form.issues.length > 0) {
      refusals.value++;
      return null;
    }
    launching.value = true;
    try {
      return await runs.start({ config: form.config, meta: form.draft.meta });
    } catch (thrown) {
      const problem = asLabError(thrown);
      form.planIssues = problem.issues ?? [];
      error.value = problem.issues?.length ? null : problem;
      status.value = problem.issues?.length ? 'invalid' : 'failed';
      if (form.planIssues.length > 0) refusals.value++;
      return null;
    } finally {
      launching.value = false;
    }
  }

  return { plan, counts, status, error, launching, refusals, ask, follow, launch };
});
