/** Every room without findings of axe, in light and dark (tests, Node). */
import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { goTo, picture, resizeTo, rooms, setTheme } from './support/rooms';
import { startRun, waitForState } from './support/runs';

let lab: RunningLab;

beforeAll(async () => {
  lab = await launchLab();
  await resizeTo(lab, [1280, 800]);
  // Rooms with something in them: a finished run on a small data set.
  const run = await startRun(lab.page, {
    dataset: { id: 'moons', standardize: 'feature', testFraction: 0.2 },
    model: { hidden: [{ units: 8, activation: 'tanh' }] },
    loss: 'sigmoid-bce',
    optimizer: { id: 'adam', learningRate: 0.01 },
    training: { batchSize: 32, epochs: 20 },
  });
  await waitForState(lab.page, run.id, ['completed']);
}, 120_000);
afterAll(async () => {
  await lab.quit();
  removeDataFolders();
});

/** What axe finds, one line each. */
async function findings(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: lab.page }).setLegacyMode(true).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target }) => `${id}: ${help}: ${target.map(String).join(' ')}`),
  );
}

describe.each(['light', 'dark'] as const)('%s', (theme) => {
  beforeAll(() => setTheme(lab.page, theme));

  test.each(rooms)('%s', async (room) => {
    await goTo(lab.page, room);
    await picture(lab.page, `room-${room.toLowerCase()}-${theme}`);
    expect(await findings()).toEqual([]);
  });

  test('a run', async () => {
    await goTo(lab.page, 'Runs');
    await lab.page.getByTestId('run-row').first().getByRole('link').first().click();
    await lab.page.getByTestId('run-state').first().waitFor();
    await picture(lab.page, `room-run-${theme}`);
    expect(await findings()).toEqual([]);
  });
});

test('the rooms can be reached by keyboard alone', async () => {
  await goTo(lab.page, 'Train');
  await lab.page.keyboard.press('Tab');
  const visible = await lab.page.evaluate(() => {
    const element = document.activeElement;
    return element instanceof HTMLElement && element !== document.body && element.matches(':focus-visible');
  });
  expect(visible).toBe(true);
});
