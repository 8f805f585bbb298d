/** Answers the page's calls about studies; main process. */
import { chooseSavePath, chooseStudyFile } from '../app/dialogs';
import { writeWhole } from '../export/files';
import { studyText } from '../study/studyLibrary';
import type { StudyService } from '../study/studyService';
import type { Channel } from '../../shared/ipc/contract';
import type { CallHandlers } from './answer';

type StudyChannel = Extract<Channel, `studies:${string}`>;

export function studyCalls(studies: StudyService): Pick<CallHandlers, StudyChannel> {
  return {
    'studies:list': () => studies.list(),
    'studies:report': ({ id, options }) => studies.report(id, options),
    'studies:outlook': ({ id, options }) => studies.outlook(id, options),
    'studies:start': ({ id, options }) => studies.start(id, options),
    'studies:control': ({ command }) => studies.control(command),
    'studies:progress': () => studies.progress(),
    'studies:make': ({ title, runIds }) => studies.make(title, runIds),
    'studies:remove': async ({ id }) => {
      await studies.remove(id);
      return null;
    },
    'studies:openFile': async () => {
      const file = await chooseStudyFile();
      return file === null ? null : studies.open(file);
    },
    'studies:saveFile': async ({ id }) => {
      const study = await studies.get(id);
      return save(study.title, { name: 'Study file', extension: 'json' }, studyText(study));
    },
    'studies:exportHtml': async ({ id, options }) => {
      const [{ title }, html] = await Promise.all([studies.get(id), studies.html(id, options)]);
      return save(title, { name: 'Web page', extension: 'html' }, html);
    },
  };
}

/** Asks for a file name and writes the text; null if the user closes the dialog. */
async function save(
  name: string,
  filter: { readonly name: string; readonly extension: string },
  text: string,
): Promise<string | null> {
  const file = await chooseSavePath(name, filter);
  if (file === null) return null;
  await writeWhole(file, [text]);
  return file;
}
