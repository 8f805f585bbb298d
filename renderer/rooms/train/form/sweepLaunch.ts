/** What the form's sweep comes to, asked of the lab a moment after the last key, and its start (renderer). */
import { defineStore } from 'pinia';
import { computed, ref, shallowRef, watch } from 'vue';
import type { LabError } from '../../../../shared/result';
import type { SweepPlan, SweepRecord } from '../../../../shared/sweep/record';
import { asLabError, call } from '../../../api/lab';
import { useDatasetsStore } from '../../../stores/datasets';
import { useSweepsStore } from '../../../stores/sweeps';
import { useTrainForm } from './trainForm';

const delayMs = 250;

export const useSweepLaunch = defineStore('sweepLaunch', () => {
  const form = useTrainForm();
  const sweeps = useSweepsStore();
  const datasets = useDatasetsStore();
  /** The last answer; stays in sight while a new one is on its way. */
  const plan = shallowRef<SweepPlan | null>(null);
  const error = shallowRef<LabError | null>(null);
  const launching = ref(false);
  /** Counts starts that the form's own faults have stopped: the form shows the first of them. */
  const refusals = ref(0);
  const sweepText = computed(() => (form.sweeping ? JSON.stringify(form.sweep) : ''));
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  function refuse(thrown: unknown): void {
    const problem = asLabError(thrown);
    form.planIssues = problem.issues ?? [];
    error.value = problem.issues?.length ? null : problem;
  }

  async function ask(): Promise<void> {
    clearTimeout(timer);
    const number = ++asked;
    if (!form.sweeping) {
      plan.value = null;
      error.value = null;
      return;
    }
    if (form.ownIssues.length > 0) return;
    try {
      const answer = await call('sweeps:plan', { sweep: form.sweep });
      if (number !== asked) return;
      plan.value = answer;
      form.planIssues = [];
      error.value = null;
    } catch (thrown) {
      if (number === asked) refuse(thrown);
    }
  }

  /** Asks now and again whenever something changes that the answer depends on. */
  function follow(): () => void {
    void ask();
    const stop = watch([sweepText, () => datasets.list, () => sweeps.running.length], () => {
      clearTimeout(timer);
      timer = setTimeout(() => void ask(), delayMs);
    });
    return () => {
      stop();
      clearTimeout(timer);
      asked++;
    };
  }

  /** Starts the sweep, or goes on with the one that is to become this; null where form or lab do not allow it, which the page then says. */
  async function launch(): Promise<SweepRecord | null> {
    if (launching.value) return null;
    if (form.issues.length > 0) {
      refusals.value++;
      return null;
    }
    launching.value = true;
    try {
      const { extending } = form.draft.sweep;
      if (!extending) return await sweeps.start(form.sweep);
      const record = await sweeps.extend(extending.id, form.sweep);
      form.draft.sweep.extending = null;
      return record;
    } catch (thrown) {
      refuse(thrown);
      if (form.planIssues.length > 0) refusals.value++;
      return null;
    } finally {
      launching.value = false;
    }
  }

  return { plan, error, launching, refusals, ask, follow, launch };
});
