/** Journey: files that are no data set get a clear message and change nothing (tests, Node). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { value } from './support/bridge';
import { launchLab, removeDataFolders, type RunningLab } from './support/launchLab';
import { answerOpenDialog, goTo, picture } from './support/rooms';

let lab: RunningLab;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'losslab-bad-'));
  lab = await launchLab();
});
afterAll(async () => {
  await lab.quit();
  rmSync(folder, { recursive: true, force: true });
  removeDataFolders();
});

const header = 'x,y,label\n';
test.each<[string, string | Buffer, RegExp]>([
  ['empty.csv', '', /empty|no rows|nothing/i],
  ['header-only.csv', header, /row/i],
  ['not-numbers.csv', `${header}1,two,0\n3,4,1\n`, /number/i],
  ['nan.csv', `${header}1,NaN,0\n3,4,1\n`, /NaN|number|finite/i],
  ['one-class.csv', `${header}1,2,1\n3,4,1\n`, /class/i],
  ['ragged.csv', `${header}1,2,0\n3,1\n`, /column|row/i],
  ['not-a-zip.npz', 'this is no archive', /npz|zip|archive|NumPy/i],
  ['cut.npz', Buffer.from('504b0304140000000000', 'hex'), /npz|zip|archive|damaged|NumPy/i],
  ['picture.png', Buffer.from('89504e470d0a1a0a', 'hex'), /format|type|kind|file/i],
])('%s', async (name, content, message) => {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const before = await value(lab.page, 'datasets:list', null);
  await answerOpenDialog(lab, [file]);
  await goTo(lab.page, 'Data');
  await lab.page.getByTestId('import-button').click();
  const alert = lab.page.getByRole('alert').filter({ hasText: message }).first();
  await alert.waitFor({ timeout: 15_000 });
  const text = (await alert.textContent()) ?? '';
  // The user's thing, not the program's.
  expect(text).not.toMatch(/undefined|\bat .+:\d+|TypeError|\[object/);
  expect(await value(lab.page, 'datasets:list', null)).toEqual(before);
  if (name === 'nan.csv') await picture(lab.page, 'data-bad-file');
  const close = alert.getByRole('button', { name: /dismiss|close/i });
  if (await close.count()) await close.first().click();
});
