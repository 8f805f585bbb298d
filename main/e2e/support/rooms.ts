/** Getting about in the lab's window, and pictures of it (tests, Node). */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { projectRoot } from '../../../build/setup/paths.mjs';
import { value } from './bridge';
import type { RunningLab } from './launchLab';

export const rooms = ['Train', 'Sweeps', 'Runs', 'Studies', 'Exercises', 'Data'] as const;
export type Room = (typeof rooms)[number];

/** The sizes the window must look good at. */
export const windowSizes = [
  [1280, 800],
  [1920, 1080],
] as const;

/** Goes to a room by the rail, as a user does. */
export async function goTo(page: Page, room: Room): Promise<void> {
  await page.getByRole('navigation').first().getByRole('link', { name: room, exact: true }).click();
  await page.getByRole('heading', { level: 1 }).first().waitFor();
}

/** Makes the page exactly so large. */
export async function resizeTo(lab: RunningLab, [width, height]: readonly [number, number]): Promise<void> {
  await lab.app.evaluate(
    ({ BrowserWindow }, size) => {
      const [window] = BrowserWindow.getAllWindows();
      window?.unmaximize();
      window?.setContentSize(...size);
    },
    [width, height] as [number, number],
  );
  await lab.page.waitForFunction(
    ([w, h]) => innerWidth === w && innerHeight === h,
    [width, height] as const,
    { timeout: 5000 },
  );
}

/** Switches light and dark as the settings do. */
export async function setTheme(page: Page, theme: 'light' | 'dark'): Promise<void> {
  await value(page, 'settings:set', { theme });
  // Colours move for 160 ms where they move at all.
  await page.waitForTimeout(300);
}

/** A picture in test-results/screenshots/. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = path.join(projectRoot, 'test-results', 'screenshots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}

/** Pictures of what is there at every size and in both themes. */
export async function pictures(lab: RunningLab, name: string): Promise<void> {
  for (const size of windowSizes) {
    await resizeTo(lab, size);
    for (const theme of ['light', 'dark'] as const) {
      await setTheme(lab.page, theme);
      await picture(lab.page, `${name}-${size.join('x')}-${theme}`);
    }
  }
  await resizeTo(lab, windowSizes[0]);
  await setTheme(lab.page, 'light');
}

/** Gives a field a value, whether it is an input, a native list or one of the lab's own. */
export async function setField(field: Locator, wanted: string): Promise<void> {
  const kind = await field.evaluate((element) => element.tagName);
  if (kind === 'SELECT') {
    await field.selectOption({ label: wanted });
  } else if (kind === 'INPUT') {
    await field.fill(wanted);
    await field.blur();
  } else {
    await field.click();
    await field.page().getByRole('option', { name: wanted, exact: true }).click();
  }
}

/** What the file dialog answers from now on (the real one cannot be clicked). */
export async function answerOpenDialog(lab: RunningLab, files: readonly string[]): Promise<void> {
  await lab.app.evaluate(
    ({ dialog }, filePaths) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: filePaths.length === 0, filePaths });
    },
    [...files],
  );
}

/** What the save dialog answers from now on. */
export async function answerSaveDialog(lab: RunningLab, file: string): Promise<void> {
  await lab.app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, file);
}

/** Drops real files on the window: files from disk have a path, which a script could not give them. */
export async function dropFiles(page: Page, files: readonly string[]): Promise<void> {
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.multiple = true;
    input.hidden = true;
    input.id = 'dropped-files';
    document.body.append(input);
  });
  await page.setInputFiles('#dropped-files', [...files]);
  await page.evaluate(() => {
    const input = document.getElementById('dropped-files') as HTMLInputElement;
    const dataTransfer = new DataTransfer();
    for (const file of input.files ?? []) dataTransfer.items.add(file);
    input.remove();
    const target = document.elementFromPoint(innerWidth / 2, innerHeight / 2) ?? document.body;
    for (const type of ['dragenter', 'dragover', 'drop'])
      target.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
  });
}
