/** Runs can be told apart by every reader: by colour where colours are seen, by dash and marker where they are not. */
import { expect, test } from 'vitest';
import { runColors, runLook } from './runColors';

type Triple = readonly [number, number, number];

/** What is left of linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1). */
const sights: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const linear = (color: string): Triple =>
  [1, 3, 5].map((at) => {
    const share = parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;

const times = (matrix: readonly Triple[], [a, b, c]: Triple): Triple =>
  matrix.map(([x, y, z]) => x * a + y * b + z * c) as unknown as Triple;

/** CIELAB of linear sRGB, white D65. */
function lab(rgb: Triple): Triple {
  const toXyz: readonly Triple[] = [
    [0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
    [0.2126729, 0.7151522, 0.072175],
    [0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
  ];
  const clamped = rgb.map((value) => Math.min(1, Math.max(0, value))) as unknown as Triple;
  const [x, y, z] = times(toXyz, clamped).map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 4 / 29,
  );
  return [116 * y! - 16, 500 * (x! - y!), 200 * (y! - z!)];
}

const luminance = (color: string): number => times([[0.2126, 0.7152, 0.0722]], linear(color))[0];

test.each(Object.entries(sights))('two colours are never alike: %s', (_sight, matrix) => {
  const seen = runColors.map((color) => lab(times(matrix, linear(color))));
  const distances = seen.flatMap((a, i) =>
    seen.slice(i + 1).map((b) => Math.hypot(...a.map((v, k) => v - b[k]!))),
  );
  // 2.3 is just to be seen; a thin line needs more.
  expect(Math.min(...distances)).toBeGreaterThan(10);
});

test('every colour stands out from both grounds', () => {
  for (const ground of ['#ffffff', '#16181d'])
    for (const color of runColors) {
      const [low, high] = [luminance(color), luminance(ground)].sort((a, b) => a - b) as [number, number];
      expect((high + 0.05) / (low + 0.05), `${color} on ${ground}`).toBeGreaterThan(2);
    }
});

test('the first 72 looks are all different, also without colour among those of one colour', () => {
  const looks = Array.from({ length: 72 }, (_, i) => runLook(i + 1));
  expect(new Set(looks.map((look) => JSON.stringify(look))).size).toBe(72);
  const ofOneColor = looks.filter(({ color }) => color === runColors[0]);
  expect(new Set(ofOneColor.map(({ dash, marker }) => `${dash.join()} ${marker}`)).size).toBe(12);
  expect(runLook(1)).toEqual(runLook(73));
});
