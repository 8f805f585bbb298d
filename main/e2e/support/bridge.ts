/** Calls into the page's bridge from a journey (tests, Node; the functions given to `evaluate` run in the page). */
import type { Page } from 'playwright-core';
import type { LabBridge } from '../../../shared/ipc/bridge';
import type { CallInput, CallOutput, Channel } from '../../../shared/ipc/contract';
import type { Result } from '../../../shared/result';

/** What the page sees. */
export interface PageWindow extends Window {
  readonly lab: LabBridge;
}

/** Calls the lab as the page would. */
export function call<C extends Channel>(
  page: Page,
  channel: C,
  input: CallInput<C>,
): Promise<Result<CallOutput<C>>> {
  return callAnything(page, channel, input) as Promise<Result<CallOutput<C>>>;
}

/** Calls the lab as a page would that does not keep to the contract. */
export function callAnything(page: Page, channel: unknown, input: unknown): Promise<Result<unknown>> {
  return page.evaluate(
    ([name, value]) => (window as unknown as PageWindow).lab.call(name as Channel, value as never),
    [channel, input],
  );
}

/** The value of a call that must succeed. */
export async function value<C extends Channel>(
  page: Page,
  channel: C,
  input: CallInput<C>,
): Promise<CallOutput<C>> {
  const result = await call(page, channel, input);
  if (!result.ok) throw new Error(`${channel}: ${result.error.code}: ${result.error.message}`);
  return result.value;
}
