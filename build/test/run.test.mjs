// Tests of what `npm test` counts and of its last line.
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../setup/paths.mjs';
import { countVitest, summarize } from './run.mjs';

/** @param {string} name @param {object[]} assertionResults @param {object} [rest] */
const file = (name, assertionResults, rest = {}) => ({
  name: path.join(projectRoot, name),
  status: 'passed',
  assertionResults,
  ...rest,
});

describe('countVitest', () => {
  it('counts tests and names what failed', () => {
    const tests = [
      { status: 'passed', fullName: 'a works' },
      { status: 'failed', fullName: 'b works' },
    ];
    const report = {
      numPassedTests: 1,
      numPendingTests: 2,
      numTodoTests: 1,
      testResults: [file('main/a.test.ts', tests)],
    };
    expect(countVitest(report, 'exit code 1')).toEqual({
      passed: 1,
      failed: 1,
      skipped: 3,
      failures: ['main/a.test.ts: b works'],
    });
  });

  it('counts a file that does not load', () => {
    const broken = file('main/b.test.ts', [], { status: 'failed', message: 'SyntaxError: oops\n  at x' });
    expect(countVitest({ numPassedTests: 5, testResults: [broken] }, 'exit code 1')).toMatchObject({
      passed: 5,
      failed: 1,
      failures: ['main/b.test.ts: SyntaxError: oops'],
    });
  });

  it('counts a bad end although every test has passed, and a run without a report', () => {
    expect(countVitest({ numPassedTests: 5, testResults: [] }, 'exit code 1')).toMatchObject({
      passed: 5,
      failed: 1,
    });
    expect(countVitest(null, 'ended by SIGKILL')).toMatchObject({
      failed: 1,
      failures: ['ended by SIGKILL'],
    });
  });
});

describe('summarize', () => {
  const step = (/** @type {string} */ title, /** @type {object} */ counts) => ({
    title,
    elapsedMs: 1234,
    counts: { passed: 0, failed: 0, skipped: 0, failures: [], ...counts },
  });

  it('ends with the sums', () => {
    const text = summarize([step('Lint', { passed: 1 }), step('Unit', { passed: 40 })]);
    expect(text.split('\n').at(-1)).toBe('41 passed, 0 failed');
  });

  it('lists failures and appends what was skipped', () => {
    const text = summarize([step('Unit', { passed: 40, failed: 1, skipped: 2, failures: ['a.test.ts: a'] })]);
    expect(text).toContain('  - Unit: a.test.ts: a');
    expect(text.split('\n').at(-1)).toBe('40 passed, 1 failed, 2 skipped');
  });
});
