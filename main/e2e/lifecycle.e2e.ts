/** The app as a program: window, crashes of the page, menu, log, quitting (tests, Node). */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from 'vitest';
import { goTo } from './support/rooms';
import { launchLab, makeDataFolder, removeDataFolders, type RunningLab } from './support/launchLab';

let lab: RunningLab;
afterEach(() => lab.killHard());
afterAll(removeDataFolders);

test('the code of the main process is taken compiled', async () => {
  lab = await launchLab();
  const marks = await lab.app.evaluate(() => performance.getEntriesByType('mark').map(({ name }) => name));
  expect(marks).toContain('compiled code: used');
  await lab.quit();
});

test('the lab opens where it was left', async () => {
  lab = await launchLab();
  await goTo(lab.page, 'Runs');
  await lab.quit();
  lab = await launchLab({ dataFolder: lab.dataFolder });
  await lab.page.getByRole('heading', { level: 1, name: 'Runs' }).waitFor();
  expect(new URL(lab.page.url()).hash).toBe('#/runs');
  // What stands there is looked at before it is gone to.
  const file = path.join(lab.dataFolder, 'window.json');
  await lab.quit();
  const state = JSON.parse(readFileSync(file, 'utf8')) as { place: string };
  expect(state.place).toBe('#/runs');
  writeFileSync(file, JSON.stringify({ ...state, place: '#/runs?x=<script>' }));
  lab = await launchLab({ dataFolder: lab.dataFolder });
  await lab.page.getByTestId('train-button').waitFor();
  await lab.quit();
});

test('the window comes back where it was', async () => {
  lab = await launchLab();
  const wanted = { x: 40, y: 30, width: 1100, height: 700 };
  await lab.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    wanted,
  );
  await lab.page.waitForTimeout(200);
  await lab.quit();
  lab = await launchLab({ dataFolder: lab.dataFolder });
  const bounds = await lab.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
  expect(bounds).toEqual(wanted);
  await lab.quit();
});

test('a window that was on a screen that is gone, and maximised, is on this one', async () => {
  const dataFolder = makeDataFolder();
  const gone = { x: 9000, y: 9000, width: 1100, height: 700, maximized: true };
  writeFileSync(path.join(dataFolder, 'window.json'), JSON.stringify(gone));
  lab = await launchLab({ dataFolder });
  const state = await lab.app.evaluate(({ BrowserWindow, screen }) => {
    const window = BrowserWindow.getAllWindows()[0];
    return { bounds: window?.getBounds(), screen: screen.getPrimaryDisplay().bounds };
  });
  expect(state.bounds?.x).toBeLessThan(state.screen.x + state.screen.width - 120);
  expect(state.bounds?.y).toBeLessThan(state.screen.y + state.screen.height - 120);
  await lab.quit();
});

test('a crash of the page is logged without the user’s paths, and the page comes back', async () => {
  lab = await launchLab();
  await lab.app.evaluate(({ BrowserWindow, dialog }) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (...args: unknown[]) => {
      asked.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
  await expect
    .poll(() => lab.app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['The window has stopped working.']);
  await expect
    .poll(() =>
      lab.app.evaluate(({ BrowserWindow }) => {
        const contents = BrowserWindow.getAllWindows()[0]?.webContents;
        if (!contents || contents.isCrashed() || contents.isLoading()) return null;
        return contents.executeJavaScript('typeof window.lab') as Promise<string>;
      }),
    )
    .toBe('object');
  const log = path.join(lab.dataFolder, 'logs', 'losslab.log');
  await expect.poll(() => existsSync(log) && readFileSync(log, 'utf8')).toContain('renderer gone');
  expect(readFileSync(log, 'utf8')).not.toContain(os.homedir());
});

test('the menu has its six menus, and every accelerator is used once', async () => {
  lab = await launchLab();
  const menu = await lab.app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? []).map(({ label, submenu }) => ({
      label: label.replace('&', ''),
      accelerators: (submenu?.items ?? []).map(({ accelerator }) => accelerator ?? '').filter(Boolean),
    })),
  );
  expect(menu.map(({ label }) => label)).toEqual(['File', 'Edit', 'View', 'Run', 'Window', 'Help']);
  const used = menu.flatMap(({ accelerators }) => accelerators);
  expect(used).toEqual([...new Set(used)]);
  await lab.quit();
});

test('quitting takes no time and leaves no process', async () => {
  lab = await launchLab();
  const pids = await lab.app.evaluate(({ app }) => app.getAppMetrics().map(({ pid }) => pid));
  const start = performance.now();
  await lab.quit();
  expect(performance.now() - start).toBeLessThan(5000);
  await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
});
