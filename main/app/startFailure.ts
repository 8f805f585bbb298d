/** Says why the lab could not be opened, and ends; main process. */
import { app, dialog } from 'electron';
import { toErrorData } from '../../shared/result';
import { labLog } from './log';

export async function tellStartFailure(thrown: unknown): Promise<void> {
  labLog.error('the lab could not be opened', thrown);
  const { code, message } = toErrorData(thrown);
  const advice =
    code === 'newer-database'
      ? 'Install the newer version of LossLab, or start with another data folder (LOSSLAB_DATA_DIR).'
      : 'Nothing has been changed. The log in the data folder has the details.';
  // Tests and services have nobody to read a dialog.
  process.stderr.write(`LossLab could not be opened: ${message}\n`);
  await dialog.showMessageBox({
    type: 'error',
    title: 'LossLab',
    message: 'The lab could not be opened.',
    detail: `${message}\n\n${advice}`,
    buttons: ['Close'],
  });
  app.exit(1);
}
