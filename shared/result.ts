/** Coded results and errors that cross every process boundary; runs anywhere. */

/** What went wrong, as a stable code that callers branch on. */
export type ErrorCode =
  | 'invalid-input'
  | 'not-found'
  | 'conflict'
  | 'bad-file'
  | 'too-large'
  | 'cancelled'
  | 'timed-out'
  | 'disk-full'
  | 'read-only'
  | 'database'
  | 'newer-database'
  | 'host-died'
  | 'unsupported'
  | 'internal';

/** One thing wrong with an input: where it is (dotted path, '' for the whole) and what would be right. */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** An error as it travels: `message` is one plain sentence for the user, `detail` is for the log. */
export interface LabErrorData {
  readonly code: ErrorCode;
  readonly message: string;
  readonly issues?: readonly Issue[] | undefined;
  readonly detail?: string | undefined;
}

/** The answer of every IPC call and trainer request. */
export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: LabErrorData };

/** An error with a code; the only kind that product code throws on purpose. */
export class LabError extends Error {
  readonly code: ErrorCode;
  readonly issues: readonly Issue[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options: { issues?: readonly Issue[]; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'LabError';
    this.code = code;
    this.issues = options.issues;
  }
}

/** Makes any thrown value fit to travel; an unknown one becomes `internal` with its stack in `detail`. */
export function toErrorData(thrown: unknown): LabErrorData {
  if (thrown instanceof LabError) {
    const cause = thrown.cause instanceof Error ? thrown.cause.message : undefined;
    return { code: thrown.code, message: thrown.message, issues: thrown.issues, detail: cause };
  }
  if (thrown instanceof Error) return { code: 'internal', message: thrown.message, detail: thrown.stack };
  return { code: 'internal', message: String(thrown) };
}

/** The LabError that `toErrorData` was made from, on the other side of a boundary. */
export function fromErrorData(data: LabErrorData): LabError {
  const options = data.detail === undefined ? {} : { cause: new Error(data.detail) };
  return new LabError(data.code, data.message, data.issues ? { ...options, issues: data.issues } : options);
}

/** Fails to compile where a union is not exhausted; throws if reached at run time. */
export function assertNever(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
