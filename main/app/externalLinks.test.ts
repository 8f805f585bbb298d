import { expect, test } from 'vitest';
import { isExternalAllowed } from './externalLinks';

test.each([
  ['https://js.tensorflow.org/api/latest/', true],
  ['https://arxiv.org/abs/1412.6980', true],
  ['http://arxiv.org/abs/1412.6980', false],
  ['https://arxiv.org.example.com/', false],
  ['https://arxiv.org:444/', false],
  ['https://me@arxiv.org/', false],
  ['https://arxiv.org@example.com/', false],
  ['javascript:alert(1)', false],
  ['file:///etc/passwd', false],
  ['not a URL', false],
  ['', false],
])('%s: %s', (url, allowed) => expect(isExternalAllowed(url)).toBe(allowed));
