/** Statistics of bytes are those of the same numbers as floats, wherever the bytes begin and however blank they are. */
import { expect, test } from 'vitest';
import { randomStream } from '../../shared/rng';
import { momentsOf } from './moments';

const stream = randomStream(3, 'pixels');

test.each([0, 1, 2, 3, 5])('bytes that begin %i bytes into their buffer', (offset) => {
  const values = new Uint8Array(new ArrayBuffer(offset + 403), offset);
  // Three quarters are background, some of it four bytes on end.
  values.forEach((_, i) => (values[i] = stream.uniform() < 0.75 ? 0 : Math.floor(256 * stream.uniform())));
  const bytes = momentsOf(values, 1);
  const floats = momentsOf(Float32Array.from(values), 1);
  expect(bytes.means[0]).toBeCloseTo(floats.means[0]!, 9);
  expect(bytes.variances[0]).toBeCloseTo(floats.variances[0]!, 6);
  expect([bytes.lows[0], bytes.highs[0]]).toEqual([floats.lows[0], floats.highs[0]]);
});

test('fewer bytes than a word', () => {
  const { means, lows, highs } = momentsOf(Uint8Array.of(7, 0, 2), 1);
  expect([means[0], lows[0], highs[0]]).toEqual([3, 0, 7]);
});
