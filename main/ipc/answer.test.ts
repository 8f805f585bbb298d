import { expect, test, vi } from 'vitest';
import { calls, type Channel } from '../../shared/ipc/contract';
import { LabError } from '../../shared/result';
import { answerCall, type CallHandlers } from './answer';

const handler = vi.fn<(input: unknown) => unknown>();
const handlers = Object.fromEntries(
  (Object.keys(calls) as Channel[]).map((channel) => [channel, handler]),
) as unknown as CallHandlers;
const report = vi.fn();

test('passes on the checked input with its defaults', async () => {
  handler.mockReturnValueOnce('answer');
  const answer = await answerCall(handlers, 'runs:series', { id: 'abcdefgh' }, report);
  expect(answer).toEqual({ ok: true, value: 'answer' });
  expect(handler).toHaveBeenLastCalledWith({ id: 'abcdefgh', fromStep: 0 });
});

test.each([
  ['settings:set', { theme: 'dark' }],
  ['runs:update', { id: 'abcdefgh', meta: { name: 'new' } }],
])('%s passes on what is to change and no defaults for the rest', async (channel, input) => {
  handler.mockReturnValueOnce(null);
  await answerCall(handlers, channel, input, report);
  expect(handler).toHaveBeenLastCalledWith(input);
});

test('undefined stands for null where a call takes nothing', async () => {
  handler.mockResolvedValueOnce([]);
  expect(await answerCall(handlers, 'runs:list', undefined, report)).toEqual({ ok: true, value: [] });
});

test('names every issue and does not run the handler', async () => {
  handler.mockClear();
  const answer = await answerCall(handlers, 'runs:control', { id: '!', command: 'explode' }, report);
  expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-input' } });
  expect(answer.ok ? [] : answer.error.issues?.map(({ path }) => path)).toEqual(['id', 'command']);
  expect(handler).not.toHaveBeenCalled();
});

test.each(['toString', '__proto__', 'runs:', null, 3])('there is no channel %j', async (channel) => {
  expect(await answerCall(handlers, channel, null, report)).toMatchObject({
    ok: false,
    error: { code: 'unsupported' },
  });
});

test('a coded error keeps its code; its cause goes to the log only', async () => {
  handler.mockRejectedValueOnce(
    new LabError('disk-full', 'The disk is full.', { cause: new Error('/secret') }),
  );
  const answer = await answerCall(handlers, 'runs:list', null, report);
  expect(answer).toEqual({ ok: false, error: { code: 'disk-full', message: 'The disk is full.' } });
  expect(report).toHaveBeenLastCalledWith('runs:list', expect.objectContaining({ detail: '/secret' }));
});

test('anything else thrown becomes internal, without its stack', async () => {
  handler.mockImplementationOnce(() => {
    throw new TypeError('x is not a function');
  });
  const answer = await answerCall(handlers, 'runs:list', null, report);
  expect(answer).toEqual({ ok: false, error: { code: 'internal', message: 'x is not a function' } });
});
