/** How a run is drawn everywhere: colour by its number (Okabe–Ito), then dash and marker; runs anywhere. */

/** Told apart without colour. */
export type RunMarker = 'circle' | 'square' | 'triangle' | 'diamond' | 'cross' | 'ring';

/** The look of one run. */
export interface RunLook {
  readonly color: string;
  /** Lengths of dashes and gaps in pixels, empty for a full line. */
  readonly dash: readonly number[];
  readonly marker: RunMarker;
}

/** Okabe and Ito (2008), without black and yellow, which vanish on one ground or the other; neighbours differ most. */
export const runColors = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'] as const;
const dashes: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];
const markers: readonly RunMarker[] = ['circle', 'square', 'triangle', 'diamond', 'cross', 'ring'];

/** The look of the run with this number (1, 2, 3 …): 24 different ones, then they repeat. */
export function runLook(number: number): RunLook {
  const index = Math.max(0, number - 1);
  const round = Math.floor(index / runColors.length);
  return {
    color: runColors[index % runColors.length] as string,
    dash: dashes[round % dashes.length] as readonly number[],
    marker: markers[round % markers.length] as RunMarker,
  };
}
