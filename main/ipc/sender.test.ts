import { expect, test } from 'vitest';
import { isTrustedSender } from './sender';

test('the main frame of the page, whatever its route', () => {
  expect(isTrustedSender({ url: 'app://lab/index.html#/runs', parent: null })).toBe(true);
});

test.each([
  'about:blank',
  'data:text/html,x',
  'https://lab/index.html',
  'app://other/index.html',
  'app://lab.example.com/index.html',
  'app://lab@example.com/index.html',
  'file:///app://lab/index.html',
  '',
])('not %s', (url) => expect(isTrustedSender({ url, parent: null })).toBe(false));

test('no frame inside it, none that is gone', () => {
  expect(isTrustedSender({ url: 'app://lab/index.html', parent: {} })).toBe(false);
  expect(isTrustedSender(null)).toBe(false);
  const disposed = {
    parent: null,
    get url(): string {
      throw new Error('Render frame was disposed');
    },
  };
  expect(isTrustedSender(disposed)).toBe(false);
});
