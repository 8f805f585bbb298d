/** Runs in a journey: configurations, waiting for states, points, the host's process (tests, Node). */
import type { Page } from 'playwright-core';
import type { RunConfigInput } from '../../../shared/config/runConfig';
import type { RunRecord, RunState } from '../../../shared/runs/run';
import { value, type PageWindow } from './bridge';
import type { RunningLab } from './launchLab';

/** MNIST with 784-64-10, ReLU, Adam 0.001, batch 64: 938 steps an epoch. */
export function mnistConfig(epochs: number, seed = 1): RunConfigInput {
  return {
    dataset: { id: 'mnist', standardize: 'scalar' },
    model: { hidden: [{ units: 64, activation: 'relu' }] },
    loss: 'softmax-cross-entropy',
    optimizer: { id: 'adam', learningRate: 0.001 },
    training: { batchSize: 64, epochs },
    seed,
  };
}

/** Starts a run by the bridge, without the form. */
export function startRun(page: Page, config: RunConfigInput, name = ''): Promise<RunRecord> {
  return value(page, 'runs:start', { config, meta: { name, tags: [], notes: '' } });
}

/** Waits until a run is in one of the states; fails at once if it ends in another. */
export async function waitForState(
  page: Page,
  id: string,
  states: readonly RunState[],
  timeoutMs = 90_000,
): Promise<RunRecord> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const run = await value(page, 'runs:get', { id });
    if (states.includes(run.state)) return run;
    if (run.state === 'failed' || run.state === 'diverged' || Date.now() > deadline)
      throw new Error(
        `run ${id} is ${run.state} at step ${run.step} (${run.stateReason ?? 'no reason'}), expected ${states.join(' or ')}`,
      );
    await page.waitForTimeout(100);
  }
}

/** Waits until a run has done so many steps. */
export async function waitForStep(
  page: Page,
  id: string,
  step: number,
  timeoutMs = 60_000,
): Promise<RunRecord> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const run = await value(page, 'runs:get', { id });
    if (run.step >= step && run.state === 'running') return run;
    if (Date.now() > deadline || !['queued', 'starting', 'running'].includes(run.state))
      throw new Error(`run ${id} is ${run.state} at step ${run.step}, waited for step ${step}`);
    await page.waitForTimeout(50);
  }
}

/** Every saved loss of a run, with holes and overlaps told apart: `losses[i]` is that of step i. */
export function savedLosses(
  page: Page,
  id: string,
): Promise<{ losses: number[]; contiguous: boolean; evaluations: number }> {
  // Within the page: typed arrays do not survive the way to the test as such.
  return page.evaluate(async (runId) => {
    const answer = await (window as unknown as PageWindow).lab.call('runs:series', { id: runId });
    if (!answer.ok) throw new Error(answer.error.message);
    const losses: number[] = [];
    let contiguous = true;
    for (const chunk of answer.value.losses) {
      contiguous &&= chunk.firstStep === losses.length;
      losses.push(...chunk.losses);
    }
    return { losses, contiguous, evaluations: answer.value.evaluations.length };
  }, id);
}

/** The training host's process id, once it is there. */
export async function hostPid(lab: RunningLab, notThis = 0): Promise<number> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const pid = await lab.app.evaluate(({ app }, old) => {
      const found = app
        .getAppMetrics()
        .find(
          ({ pid: id, name, serviceName }) =>
            id !== old && [name, serviceName].some((text) => text?.includes('LossLab training host')),
        );
      return found?.pid ?? 0;
    }, notThis);
    if (pid !== 0) return pid;
    if (Date.now() > deadline) throw new Error('there is no training host');
    await lab.page.waitForTimeout(100);
  }
}
