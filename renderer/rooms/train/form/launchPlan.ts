/** What the form as it stands comes to: asked of the lab a moment after the last key (renderer). */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
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
  const configText = computed(() => JSON.stringify(form.config));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

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
    // A run that has ended may be the same as this one, and its pace is known now.
    const stopRuns = watch(
      () => runs.active.length,
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
    if (form.issues.length > 0 || launching.value) return null;
    launching.value = true;
    try {
      return await runs.start({ config: form.config, meta: form.draft.meta });
    } catch (thrown) {
      const problem = asLabError(thrown);
      form.planIssues = problem.issues ?? [];
      error.value = problem;
      status.value = problem.issues?.length ? 'invalid' : 'failed';
      return null;
    } finally {
      launching.value = false;
    }
  }

  return { plan, status, error, launching, ask, follow, launch };
});
