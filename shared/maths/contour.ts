/** Where a grid of values crosses a level: line pieces by marching squares; runs anywhere. */

/** Pieces as x0, y0, x1, y1 … in grid units (column, row). */
export function contourLines(values: ArrayLike<number>, size: number, level: number): number[] {
  const lines: number[] = [];
  const between = (a: number, b: number): number => (level - a) / (b - a);
  for (let row = 0; row + 1 < size; row++) {
    for (let column = 0; column + 1 < size; column++) {
      const at = row * size + column;
      const a = values[at] as number;
      const b = values[at + 1] as number;
      const c = values[at + size + 1] as number;
      const d = values[at + size] as number;
      const mask = (a >= level ? 1 : 0) | (b >= level ? 2 : 0) | (c >= level ? 4 : 0) | (d >= level ? 8 : 0);
      if (mask === 0 || mask === 15) continue;
      // Crossings of the four edges: lower, right, upper, left.
      const lower = (): number[] => [column + between(a, b), row];
      const right = (): number[] => [column + 1, row + between(b, c)];
      const upper = (): number[] => [column + between(d, c), row + 1];
      const left = (): number[] => [column, row + between(a, d)];
      const piece = (from: () => number[], to: () => number[]): void => void lines.push(...from(), ...to());
      switch (mask) {
        case 1:
        case 14:
          piece(left, lower);
          break;
        case 2:
        case 13:
          piece(lower, right);
          break;
        case 3:
        case 12:
          piece(left, right);
          break;
        case 4:
        case 11:
          piece(right, upper);
          break;
        case 6:
        case 9:
          piece(lower, upper);
          break;
        case 7:
        case 8:
          piece(left, upper);
          break;
        default: {
          // A saddle: the mean says which corners belong together.
          const joined = (a + b + c + d) / 4 >= level;
          const diagonal = mask === 5;
          if (joined === diagonal) {
            piece(left, upper);
            piece(lower, right);
          } else {
            piece(left, lower);
            piece(right, upper);
          }
        }
      }
    }
  }
  return lines;
}

/** Borders between cells of different classes, as pieces between the cells (grid units). */
export function classBorders(values: ArrayLike<number>, size: number): number[] {
  const lines: number[] = [];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const here = values[row * size + column];
      if (column + 1 < size && values[row * size + column + 1] !== here) {
        lines.push(column + 0.5, row - 0.5, column + 0.5, row + 0.5);
      }
      if (row + 1 < size && values[(row + 1) * size + column] !== here) {
        lines.push(column - 0.5, row + 0.5, column + 0.5, row + 0.5);
      }
    }
  }
  return lines;
}
