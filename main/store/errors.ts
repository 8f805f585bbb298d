/** Turns what SQLite and the file system say into coded errors with a sentence for the user; main process and command line. */
import path from 'node:path';
import { LabError, type ErrorCode } from '../../shared/result';

/** What an error comes to, and how it is told. */
interface Meaning {
  readonly code: ErrorCode;
  readonly sentence: (name: string, folder: string) => string;
}

const diskFull: Meaning = {
  code: 'disk-full',
  sentence: (_name, folder) => `The disk with ${folder} is full; free some space there.`,
};
const notWritable: Meaning = {
  code: 'read-only',
  sentence: (name, folder) =>
    `The database ${name} cannot be written in ${folder}; check the permissions of both, or choose another folder.`,
};
const held: Meaning = {
  code: 'timed-out',
  sentence: (name) => `Another program holds the database ${name} for too long; try again.`,
};
const tooLarge: Meaning = {
  code: 'too-large',
  sentence: (name) => `This is too large for the database ${name}.`,
};
/** Ends the sentence about a damaged database; left out where the repair is being offered. */
export const repairAdvice = ' When LossLab opens its window, it offers to repair it.';
const damaged: Meaning = {
  code: 'database',
  sentence: (name) => `The database ${name} is damaged and was left as it is.${repairAdvice}`,
};
const failing: Meaning = {
  code: 'database',
  sentence: (name, folder) =>
    `The disk with ${folder} failed while the database ${name} was used; it may be disconnected, over its quota or defective.`,
};
/** A mistake of the program's own: trying again would not help. */
const unexpected: Meaning = {
  code: 'internal',
  sentence: (name) => `LossLab made a mistake with the database ${name}; nothing in it was changed.`,
};

/** By the start of the code; the first that fits. */
const meanings: readonly (readonly [prefix: string, Meaning])[] = [
  ['SQLITE_FULL', diskFull],
  ['SQLITE_IOERR_SHMSIZE', diskFull],
  ['SQLITE_READONLY', notWritable],
  ['SQLITE_CANTOPEN', notWritable],
  ['SQLITE_PERM', notWritable],
  ['SQLITE_BUSY', held],
  ['SQLITE_LOCKED', held],
  ['SQLITE_PROTOCOL', held],
  ['SQLITE_TOOBIG', tooLarge],
  ['SQLITE_CORRUPT', damaged],
  ['SQLITE_NOTADB', damaged],
  ['SQLITE_IOERR', failing],
  ['SQLITE_', unexpected],
  // zlib, of what was stored deflated.
  ['Z_', damaged],
  ['ENOSPC', diskFull],
  ['EDQUOT', diskFull],
  ['EIO', failing],
  ['EACCES', notWritable],
  ['EPERM', notWritable],
  ['EROFS', notWritable],
  ['ENOENT', notWritable],
  ['ENOTDIR', notWritable],
  ['EEXIST', notWritable],
];

function labError({ code, sentence }: Meaning, file: string, cause: unknown): LabError {
  return new LabError(code, sentence(path.basename(file), path.dirname(file)), { cause });
}

/** LabError `database` that says that `file` is damaged; `cause` is for the log. */
export const damage = (file: string, cause: unknown): LabError => labError(damaged, file, cause);

/** The LabError for anything thrown while working on the database `file`; LabErrors and programming errors pass through. */
function storeError(error: unknown, file: string): unknown {
  if (error instanceof LabError || !(error instanceof Error)) return error;
  // Asked for while the app ends.
  if (error instanceof TypeError && error.message === 'The database connection is not open')
    return new LabError('cancelled', 'LossLab is being closed.', { cause: error });
  const { code } = error as NodeJS.ErrnoException;
  const known = meanings.find(([prefix]) => code?.startsWith(prefix));
  return known ? labError(known[1], file, error) : error;
}

/** Does some work on the database `file` and translates what goes wrong. */
export function translated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, file);
  }
}
