/** Colours for classes and for fields of numbers: a diverging blue–orange pair, a perceptually even ramp; pure, renderer. */
import { mix, rgbOf } from './chartTheme';
import type { Marker } from './curve';

/** How a class looks, in every picture of data. */
export interface ClassLook {
  readonly color: string;
  readonly marker: Marker;
}

/** Two classes: the ends of the diverging pair. More: Okabe–Ito, darkened where it is too light for a point. */
const pair = { light: ['#1f5fbf', '#c8500a'], dark: ['#7db0ff', '#ff9d52'] } as const;
const many = {
  light: [
    '#0072b2',
    '#c05a00',
    '#00805f',
    '#b3588f',
    '#3a93c7',
    '#9a7d00',
    '#5b4fb5',
    '#8c2d04',
    '#4d4d4d',
    '#2b7a2b',
  ],
  dark: [
    '#4fa8e0',
    '#ff9440',
    '#2fc79a',
    '#e79bc6',
    '#8fd3f7',
    '#e6cf4a',
    '#a79bf0',
    '#e0805c',
    '#b5b5b5',
    '#86cf86',
  ],
} as const;
const markers: readonly Marker[] = ['circle', 'triangle', 'square', 'diamond', 'cross', 'ring'];

/** The look of class `index` out of `classes`. */
export function classLook(index: number, classes: number, dark: boolean): ClassLook {
  const colors = (classes <= 2 ? pair : many)[dark ? 'dark' : 'light'];
  return {
    color: colors[index % colors.length] as string,
    marker: markers[index % markers.length] as Marker,
  };
}

/** Ground colours of the diverging pair, weaker than points so that these stand out. */
const fields = {
  light: { low: '#5b97e0', middle: '#f7f6f3', high: '#f0924a' },
  dark: { low: '#2b62ab', middle: '#202226', high: '#b5601f' },
} as const;

/** 256 colours [r, g, b] from class 0 over undecided to class 1. */
export function divergingTable(dark: boolean): Uint8ClampedArray {
  const { low, middle, high } = fields[dark ? 'dark' : 'light'];
  return table((share) => (share < 0.5 ? mix(middle, low, 1 - 2 * share) : mix(middle, high, 2 * share - 1)));
}

/** The colour of a difference from −1 (fewer) over 0 to 1 (more). */
export function differenceColor(share: number, dark: boolean): string {
  const { low, middle, high } = fields[dark ? 'dark' : 'light'];
  return mix(middle, share < 0 ? low : high, Math.min(1, Math.abs(share)));
}

/** One weak ground colour a class. */
export function classTable(classes: number, panel: string, dark: boolean): Uint8ClampedArray {
  const colors = Array.from({ length: 256 }, (_, i) =>
    mix(panel, classLook(i, classes, dark).color, dark ? 0.42 : 0.34),
  );
  return table((_, i) => colors[i] as string);
}

/** Anchors of viridis. */
const viridis = [
  '#440154',
  '#482878',
  '#3e4989',
  '#31688e',
  '#26828e',
  '#1f9e89',
  '#35b779',
  '#6ece58',
  '#b5de2b',
  '#fde725',
];

/** The colour at 0 … 1 of a perceptually even ramp. */
export function evenColor(share: number): string {
  const at = Math.max(0, Math.min(1, share)) * (viridis.length - 1);
  const low = Math.min(viridis.length - 2, Math.floor(at));
  return mix(viridis[low] as string, viridis[low + 1] as string, at - low);
}

function table(color: (share: number, index: number) => string): Uint8ClampedArray {
  const colors = new Uint8ClampedArray(256 * 3);
  for (let i = 0; i < 256; i++) colors.set(rgbOf(color(i / 255, i)), 3 * i);
  return colors;
}

/** Relative luminance of WCAG. */
function luminance(color: string): number {
  const [r, g, b] = rgbOf(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** WCAG contrast of two colours. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

/** Black or white, whichever reads better on a ground: one of them has a contrast of 4.5 or more on any. */
export function inkOn(ground: string): string {
  return contrast(ground, '#ffffff') >= contrast(ground, '#000000') ? '#ffffff' : '#000000';
}
