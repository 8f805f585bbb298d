/** Turns what SQLite and the file system say into coded errors with a sentence for the user; main process and command line. */
import path from 'node:path';
import { LabError, type ErrorCode } from '../../shared/result';

const fileCodes: Readonly<Record<string, ErrorCode>> = {
  ENOSPC: 'disk-full',
  EDQUOT: 'disk-full',
  EACCES: 'read-only',
  EPERM: 'read-only',
  EROFS: 'read-only',
  EISDIR: 'read-only',
  ENOTDIR: 'read-only',
};

/** Wrong SQL and violated constraints are this program's mistakes, and say nothing about the file. */
const ownMistakes = /^SQLITE_(ERROR|CONSTRAINT|MISUSE|RANGE|MISMATCH)/;

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === 'string' ? code : '';
}

function sqliteErrorCode(code: string): ErrorCode {
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') return 'disk-full';
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_CANTOPEN')) return 'read-only';
  if (code.startsWith('SQLITE_PERM') || code.startsWith('SQLITE_AUTH')) return 'read-only';
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return 'timed-out';
  if (code === 'SQLITE_TOOBIG') return 'too-large';
  return 'database';
}

function sentence(code: ErrorCode, file: string): string {
  const name = path.basename(file);
  const folder = path.dirname(file);
  switch (code) {
    case 'disk-full':
      return `The disk with ${folder} is full; free some space there.`;
    case 'read-only':
      return `The database ${name} cannot be written in ${folder}; check the permissions of the folder.`;
    case 'timed-out':
      return `Another program holds the database ${name} for too long; try again.`;
    case 'too-large':
      return `This is too large for the database ${name}.`;
    default:
      return `The database ${name} cannot be read; it may be damaged. Nothing in it was changed.`;
  }
}

/** The LabError for anything thrown while working on the database `file`; LabErrors and programming errors pass through. */
export function storeError(error: unknown, file: string): unknown {
  if (error instanceof LabError) return error;
  // Asked for while the app ends.
  if (error instanceof TypeError && error.message === 'The database connection is not open')
    return new LabError('cancelled', 'LossLab is being closed.', { cause: error });
  const code = codeOf(error);
  if (ownMistakes.test(code)) return error;
  const known = code.startsWith('SQLITE_') ? sqliteErrorCode(code) : fileCodes[code];
  if (known === undefined) return error;
  return new LabError(known, sentence(known, file), { cause: error });
}

/** Does some work on the database `file` and translates what goes wrong. */
export function translated<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeError(error, file);
  }
}
