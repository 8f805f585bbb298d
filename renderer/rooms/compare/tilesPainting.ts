/** Pictures of rows with what two networks make of each, as one picture for a file (renderer). */
import type { ChartTheme } from '../../charts/chartTheme';
import { inkPixels } from '../../charts/inkPixels';
import type { Painting } from '../../charts/picture';

export interface PaintedTile {
  /** Where its values begin. */
  readonly from: number;
  readonly truth: string;
  readonly said: readonly { readonly text: string; readonly share: string; readonly wrong: boolean }[];
}

const across = 12;
const tileWidth = 72;
const pictureWidth = 60;
const line = 15;
/** What is wrong, in the lab's colours for it. */
const bad = { light: '#c0322b', dark: '#ff8a80' } as const;

/** The tiles row by row, twelve beside each other at most. */
export function tilesPainting(
  tiles: readonly PaintedTile[],
  values: ArrayLike<number>,
  [height, width]: readonly [number, number],
): Painting {
  const pictureHeight = (pictureWidth * height) / width;
  const tileHeight = pictureHeight + 3 * line + 14;
  const columns = Math.min(across, tiles.length);
  const paintTile = (context: CanvasRenderingContext2D, tile: PaintedTile, theme: ChartTheme): void => {
    const picture = document.createElement('canvas');
    [picture.width, picture.height] = [width, height];
    const pixels = picture.getContext('2d');
    if (pixels) {
      const image = pixels.createImageData(width, height);
      inkPixels(image, values, { from: tile.from, left: 0, width, height, dark: theme.dark });
      pixels.putImageData(image, 0, 0);
      context.drawImage(picture, (tileWidth - pictureWidth) / 2, 0, pictureWidth, pictureHeight);
    }
    const write = (text: string, at: number, color: string, weight = 400): void => {
      context.font = `${weight} 11px ${theme.font}`;
      context.fillStyle = color;
      context.fillText(text, tileWidth / 2, pictureHeight + (at + 0.5) * line + 2, tileWidth - 4);
    };
    write(tile.truth, 0, theme.ink, 600);
    tile.said.forEach(({ text, share, wrong }, i) =>
      write(`${text} ${share}`, i + 1, wrong ? bad[theme.dark ? 'dark' : 'light'] : theme.ink),
    );
  };
  return {
    clientWidth: Math.max(1, columns) * tileWidth,
    clientHeight: Math.ceil(tiles.length / across) * tileHeight,
    paint: (context, theme) => {
      context.imageSmoothingEnabled = false;
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      tiles.forEach((tile, i) => {
        context.save();
        context.translate((i % across) * tileWidth, Math.floor(i / across) * tileHeight);
        paintTile(context, tile, theme);
        context.restore();
      });
      context.textAlign = 'left';
    },
  };
}
