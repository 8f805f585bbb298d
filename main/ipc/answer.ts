/** Answers one call of the page: checks channel and input, runs its handler, and always comes back with a Result; main process. */
import { calls, type CallOutput, type Channel, type CheckedInput } from '../../shared/ipc/contract';
import { LabError, toErrorData, type Issue, type LabErrorData, type Result } from '../../shared/result';
import type { z } from '../../shared/zod';

/** What answers a channel. */
export type CallHandler<C extends Channel> = (
  input: CheckedInput<C>,
) => CallOutput<C> | Promise<CallOutput<C>>;

/** One handler for every call of the contract: leaving one out does not compile. */
export type CallHandlers = { readonly [C in Channel]: CallHandler<C> };

/** Whether a name is one of the contract's channels (and not, say, `toString`). */
export function isChannel(name: unknown): name is Channel {
  return typeof name === 'string' && Object.hasOwn(calls, name);
}

/**
 * @param report gets what the user does not see: details of unexpected errors
 */
export async function answerCall(
  handlers: CallHandlers,
  channel: unknown,
  input: unknown,
  report: (channel: string, error: LabErrorData) => void,
): Promise<Result<unknown>> {
  if (!isChannel(channel)) return refusal(new LabError('unsupported', 'The lab has no such call.'));
  try {
    const checked = checkInput(channel, input);
    // The map's type ties handler and channel together; a union of channels loses the tie.
    const handler = handlers[channel] as CallHandler<Channel>;
    return { ok: true, value: await handler(checked) };
  } catch (thrown) {
    const error = toErrorData(thrown);
    report(channel, error);
    // Stacks and paths are for the log.
    const { detail: _detail, ...told } = error;
    return { ok: false, error: told };
  }
}

/** The answer to a caller that may not call. */
export function refusal(error: LabError): Result<never> {
  return { ok: false, error: toErrorData(error) };
}

/** Contract: the input after its schema, or LabError `invalid-input` with every issue. */
function checkInput<C extends Channel>(channel: C, input: unknown): CheckedInput<C> {
  const parsed = (calls[channel].input as z.ZodType).safeParse(input);
  if (parsed.success) return parsed.data as CheckedInput<C>;
  const issues: Issue[] = parsed.error.issues.map(({ path, message }) => ({
    path: path.map(String).join('.'),
    message,
  }));
  const [first] = issues;
  const where = first?.path ? `${first.path}: ` : '';
  throw new LabError('invalid-input', `${where}${first?.message ?? 'The input is not valid.'}`, { issues });
}
