/** The studies of the lab: built-in ones, and the user's own as files in the data folder; main process. */
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { LabError } from '../../shared/result';
import { builtInStudies } from '../../shared/study/builtIn';
import { studyLimits } from '../../shared/study/limits';
import { parseStudyText, type Study } from '../../shared/study/studyFile';

/** Reads a study file; throws LabError `bad-file`, `too-large`, `invalid-input`. */
export async function readStudyFile(file: string): Promise<Study> {
  const name = path.basename(file);
  try {
    if ((await stat(file)).size > studyLimits.maxFileBytes)
      throw new LabError('too-large', `"${name}" is no study: it is too long.`);
    return parseStudyText(await readFile(file, 'utf8'), name);
  } catch (error) {
    if (error instanceof LabError) throw error;
    throw new LabError('bad-file', `The study "${name}" cannot be read.`, { cause: error });
  }
}

export class StudyLibrary {
  constructor(private readonly folder: string) {}

  /** Built-in ones first, then the user's by title. A file that is no study any more is left out, and left alone. */
  async list(): Promise<readonly { readonly study: Study; readonly isBuiltIn: boolean }[]> {
    const files = await readdir(this.folder).catch(() => [] as string[]);
    const own = await Promise.allSettled(
      files
        .filter((name) => name.endsWith('.json'))
        .map(async (name) => {
          const study = await readStudyFile(path.join(this.folder, name));
          // The file's name is the identity: a copy by hand is a study of its own.
          return { ...study, id: path.basename(name, '.json') };
        }),
    );
    const readable = own.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    return [
      ...builtInStudies().map((study) => ({ study, isBuiltIn: true })),
      ...readable
        .sort((a, b) => a.title.localeCompare(b.title))
        .map((study) => ({ study, isBuiltIn: false })),
    ];
  }

  /** Throws `not-found`. */
  async get(id: string): Promise<Study> {
    const found = (await this.list()).find(({ study }) => study.id === id);
    if (!found) throw new LabError('not-found', 'There is no such study; it may have been removed.');
    return found.study;
  }

  /** Keeps a study under an id that no other has. Returns it with that id. */
  async add(study: Study): Promise<Study> {
    const taken = new Set((await this.list()).map((one) => one.study.id));
    let id = study.id.slice(0, 34);
    for (let i = 2; taken.has(id); i++) id = `${study.id.slice(0, 34)}-${i}`;
    const kept = { ...study, id };
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFile(path.join(this.folder, `${id}.json`), studyText(kept), { flag: 'wx' });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOSPC') throw new LabError('disk-full', 'The disk is full: the study was not saved.');
      throw new LabError('read-only', 'The study could not be saved in the data folder.', { cause: error });
    }
    return kept;
  }

  /** `conflict` for a built-in one. */
  async remove(id: string): Promise<void> {
    const found = (await this.list()).find(({ study }) => study.id === id);
    if (!found) return;
    if (found.isBuiltIn)
      throw new LabError('conflict', `“${found.study.title}” is built in and cannot be removed.`);
    await rm(path.join(this.folder, `${id}.json`));
  }
}

/** A study as a file. */
export const studyText = (study: Study): string => `${JSON.stringify(study, null, 2)}\n`;
