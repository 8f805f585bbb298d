// Tests of telling whether node_modules is what the lock file says.
import { describe, expect, it } from 'vitest';
import { matchesLock } from './nodeModules.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0' },
    'node_modules/b': { version: '2.0.0' },
    'node_modules/only-on-mac': { version: '1.0.0', optional: true },
  },
};

describe('matchesLock', () => {
  it('accepts what npm ci leaves, without what is for other systems', () => {
    expect(
      matchesLock(lock, {
        packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '2.0.0' } },
      }),
    ).toBe(true);
  });

  it.each([
    ['nothing is installed', null],
    ['a package is missing', { packages: { 'node_modules/a': { version: '1.0.0' } } }],
    [
      'a version differs',
      { packages: { 'node_modules/a': { version: '1.0.1' }, 'node_modules/b': { version: '2.0.0' } } },
    ],
    [
      'there is one too many',
      {
        packages: {
          'node_modules/a': { version: '1.0.0' },
          'node_modules/b': { version: '2.0.0' },
          'node_modules/c': { version: '1.0.0' },
        },
      },
    ],
  ])('does not where %s', (_, installed) => {
    expect(matchesLock(lock, installed)).toBe(false);
  });
});
