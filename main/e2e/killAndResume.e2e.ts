/** Journey: kill −9 of the training host or of the app loses nothing, and the resumed run ends with the same numbers (tests, Node). */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture } from './support/rooms';
import { hostPid, mnistConfig, savedLosses, startRun, waitForState, waitForStep } from './support/runs';

const config = mnistConfig(20, 7);
/** Past a checkpoint (there is one a second), and still more than a second from the end on the fastest engine. */
const killAtStep = 3000;

let lab: RunningLab;
let unbroken: { losses: number[]; finalLoss: number | null; testError: number | null };

async function outcomeOf(id: string): Promise<typeof unbroken> {
  const run = await waitForState(lab.page, id, ['completed'], 120_000);
  const { losses, contiguous } = await savedLosses(lab.page, id);
  expect(contiguous, 'every step once').toBe(true);
  expect(losses.length).toBe(run.totalSteps);
  return { losses, finalLoss: run.result!.finalLoss, testError: run.result!.testError };
}

beforeAll(async () => {
  lab = await launchLab();
  const run = await startRun(lab.page, config, 'unbroken');
  unbroken = await outcomeOf(run.id);
  await lab.quit();
}, 180_000);
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

/** Resumes with the button on the run's page. */
async function resumeByButton(id: string): Promise<void> {
  await goTo(lab.page, 'Runs');
  await lab.page.getByTestId('run-row').first().getByRole('link').first().click();
  await picture(lab.page, 'run-interrupted');
  await lab.page.getByTestId('resume-button').first().click();
  await expect.poll(async () => (await value(lab.page, 'runs:get', { id })).state).not.toBe('interrupted');
}

describe('kill −9', () => {
  test('of the training host', { timeout: 240_000 }, async () => {
    lab = await launchLab();
    const run = await startRun(lab.page, config, 'host killed');
    const seen = await waitForStep(lab.page, run.id, killAtStep);
    const pid = await hostPid(lab);
    process.kill(pid, 'SIGKILL');
    const broken = await waitForState(lab.page, run.id, ['interrupted'], 15_000);
    expect(broken.stateReason).toBeTruthy();
    expect((await savedLosses(lab.page, run.id)).losses.length).toBeGreaterThanOrEqual(seen.step - 1);
    // The app lives and starts another host.
    expect(await hostPid(lab, pid)).not.toBe(pid);
    await resumeByButton(run.id);
    expect(await outcomeOf(run.id)).toEqual(unbroken);
    await lab.quit();
  });

  test('of the app', { timeout: 240_000 }, async () => {
    lab = await launchLab();
    const run = await startRun(lab.page, config, 'app killed');
    const seen = await waitForStep(lab.page, run.id, killAtStep);
    await lab.page.waitForTimeout(1000);
    await lab.killHard();
    lab = await launchLab({ dataFolder: lab.dataFolder });
    const broken = await waitForState(lab.page, run.id, ['interrupted'], 15_000);
    // Nothing that was on screen a second before the end is lost.
    expect((await savedLosses(lab.page, run.id)).losses.length).toBeGreaterThanOrEqual(seen.step);
    expect(broken.step).toBeGreaterThanOrEqual(seen.step);
    await resumeByButton(run.id);
    expect(await outcomeOf(run.id)).toEqual(unbroken);
    await lab.quit();
  });

  test('is not needed: quitting checkpoints the run as well', { timeout: 240_000 }, async () => {
    lab = await launchLab();
    const run = await startRun(lab.page, config, 'quit');
    await waitForStep(lab.page, run.id, killAtStep);
    await lab.quit();
    lab = await launchLab({ dataFolder: lab.dataFolder });
    await waitForState(lab.page, run.id, ['interrupted'], 15_000);
    await value(lab.page, 'runs:control', { id: run.id, command: 'resume' });
    expect(await outcomeOf(run.id)).toEqual(unbroken);
    await lab.quit();
  });
});
