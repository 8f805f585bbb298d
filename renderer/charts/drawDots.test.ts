/** Dots for thousands of points: each where its point is, whole or not at all, on a canvas of any fineness and in a vector picture. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { drawDots } from './drawDots';

const box = { left: 10, top: 20, width: 100, height: 50 };

describe('in a vector picture', () => {
  const rectsOf = (points: readonly (readonly [number, number])[]): number[][] => {
    const rects: number[][] = [];
    const context = { fillRect: (...rect: number[]) => rects.push(rect), fillStyle: '' };
    drawDots(
      context as unknown as CanvasRenderingContext2D,
      box,
      '#123456',
      points.length,
      (i) => points[i]!,
    );
    expect(context.fillStyle).toBe('#123456');
    return rects;
  };

  it('is a square of two pixels around each point', () => {
    expect(
      rectsOf([
        [50, 40],
        [60, 41],
      ]),
    ).toEqual([
      [49, 39, 2, 2],
      [59, 40, 2, 2],
    ]);
  });

  it('has one square where several points lie on each other, and none for what is outside or is no number', () => {
    expect(
      rectsOf([
        [50, 40],
        [50.2, 40.1],
        [5, 40],
        [50, 200],
        [NaN, 40],
        [50, NaN],
      ]),
    ).toHaveLength(1);
  });
});

describe('on a canvas', () => {
  afterEach(() => vi.unstubAllGlobals());

  let picture: { data: Uint8ClampedArray; width: number } | null = null;
  const scratch = {
    canvas: { width: 0, height: 0 },
    putImageData: (image: { data: Uint8ClampedArray; width: number }) => (picture = image),
    fillRect: () => undefined,
  };

  /** The pixels that are painted, as "x y" of the screen, and where the picture is put. */
  function paintedAt(ratio: number, points: readonly (readonly [number, number])[]): string[] {
    const painted: string[] = [];
    class FakeContext {
      fillStyle = '';
      getTransform = () => ({ a: ratio, e: 0, f: 0 });
      drawImage(_canvas: unknown, left: number, top: number): void {
        const { data, width } = picture!;
        for (let i = 3; i < data.length; i += 4) {
          const at = (i - 3) / 4;
          if (data[i] === 255) painted.push(`${left + (at % width)} ${top + Math.floor(at / width)}`);
        }
      }
      save = () => undefined;
      restore = () => undefined;
      setTransform = () => undefined;
    }
    vi.stubGlobal('CanvasRenderingContext2D', FakeContext);
    vi.stubGlobal(
      'ImageData',
      class {
        constructor(
          readonly data: Uint8ClampedArray,
          readonly width: number,
        ) {}
      },
    );
    vi.spyOn(document, 'createElement').mockImplementation((() => ({ getContext: () => scratch })) as never);
    const context = new FakeContext() as unknown as CanvasRenderingContext2D;
    drawDots(context, box, '#123456', points.length, (i) => points[i]!);
    vi.restoreAllMocks();
    return painted;
  }

  it('is the same square, as fine as the screen', () => {
    expect(paintedAt(1, [[50, 40]])).toEqual(['49 39', '50 39', '49 40', '50 40']);
    const fine = paintedAt(2, [[50, 40]]);
    expect(fine).toHaveLength(16);
    expect(fine[0]).toBe('98 78');
    expect(fine.at(-1)).toBe('101 81');
  });

  it('leaves out what is not wholly inside', () => {
    const outside = [
      [10, 40],
      [9, 40],
      [200, 40],
      [50, 71],
      [50, 90],
    ] as const;
    expect(paintedAt(1, outside)).toEqual([]);
    expect(paintedAt(1, [...outside, [110, 69]])).toHaveLength(4);
  });
});
