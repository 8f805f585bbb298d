// The errors set-up ends with: which part, what was tried, why each attempt failed, what the user can do (set-up, Node).

/** One way of getting a part that did not work. */
export class Attempt {
  /**
   * @param {string} way what was tried, in words
   * @param {unknown} error why it failed
   */
  constructor(way, error) {
    this.way = way;
    this.reason = reasonOf(error);
  }
}

/** A part that could not be had in any way. */
export class PartProblem extends Error {
  /**
   * @param {string} part name of the part as the user reads it
   * @param {Attempt[]} attempts
   * @param {string[]} advice what the user can do, one line each
   */
  constructor(part, attempts, advice) {
    super(describe(part, attempts, advice));
    this.name = 'PartProblem';
    this.part = part;
    this.attempts = attempts;
  }
}

/**
 * @param {string} part
 * @param {Attempt[]} attempts
 * @param {string[]} advice
 */
function describe(part, attempts, advice) {
  const lines = [`${part} could not be set up.`];
  if (attempts.length > 0) lines.push('  Tried:');
  for (const { way, reason } of attempts) {
    const [first = '', ...rest] = reason.split('\n');
    lines.push(`  - ${way}: ${first}`, ...rest.map((line) => `      ${line}`));
  }
  if (advice.length > 0) lines.push('  What you can do:', ...advice.map((line) => `  - ${line}`));
  return lines.join('\n');
}

/**
 * The message of an error with its cause; `fetch` hides the useful part in `cause`.
 * @param {unknown} error
 * @returns {string}
 */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : reasonOf(error.cause);
  return cause && !error.message.includes(cause) ? `${error.message} (${cause})` : error.message;
}
