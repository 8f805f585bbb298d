// What SQLite and the file system say becomes a code to branch on and a sentence that names the file (Node).
import { expect, test } from 'vitest';
import { LabError, type ErrorCode } from '../../shared/result';
import { translated } from './errors';
import { problemOf } from './fixtures/stores';

const thrown = (code: string) => () =>
  translated('/data/lab.sqlite', () => {
    throw Object.assign(new Error(`as ${code}`), { code });
  });

test.each<[string, ErrorCode, RegExp]>([
  ['SQLITE_FULL', 'disk-full', /The disk with \/data is full/],
  ['SQLITE_IOERR_SHMSIZE', 'disk-full', /is full/],
  ['ENOSPC', 'disk-full', /is full/],
  ['SQLITE_READONLY_DIRECTORY', 'read-only', /lab\.sqlite cannot be written in \/data/],
  ['SQLITE_CANTOPEN', 'read-only', /permissions/],
  ['EROFS', 'read-only', /permissions/],
  ['SQLITE_BUSY_SNAPSHOT', 'timed-out', /Another program holds the database lab\.sqlite/],
  ['SQLITE_PROTOCOL', 'timed-out', /try again/],
  ['SQLITE_TOOBIG', 'too-large', /too large/],
  ['SQLITE_CORRUPT_INDEX', 'database', /lab\.sqlite is damaged and was left as it is/],
  ['SQLITE_NOTADB', 'database', /damaged/],
  ['SQLITE_IOERR_WRITE', 'database', /The disk with \/data failed/],
  ['SQLITE_CONSTRAINT_UNIQUE', 'internal', /mistake/],
  ['SQLITE_ERROR', 'internal', /mistake/],
])('%s is %s', (code, expected, sentence) => {
  const problem = problemOf(thrown(code));
  expect(problem).toMatchObject({ code: expected, message: expect.stringMatching(sentence) });
  expect((problem.cause as Error).message).toBe(`as ${code}`);
});

test('what is no matter of the file passes through', () => {
  expect(thrown('ERR_INVALID_ARG_TYPE')).toThrow('as ERR_INVALID_ARG_TYPE');
  const own = new LabError('conflict', 'Mine.');
  expect(
    problemOf(() =>
      translated('/data/lab.sqlite', () => {
        throw own;
      }),
    ),
  ).toBe(own);
});
