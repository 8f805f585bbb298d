/** A small random forest for regression (Breiman, 2001) with what its out-of-bag rows say; seeded, runs anywhere. */
import { randomStream, type RandomStream } from '../rng';

/** One input of the forest. */
export interface ForestColumn {
  readonly kind: 'number' | 'choice';
  /** A number, ±∞ allowed; for choices the code of a level, 0, 1, 2 … */
  readonly values: Float64Array;
}

export interface ForestOptions {
  readonly trees: number;
  /** Fewest rows of a leaf. */
  readonly leafRows: number;
  readonly seed: number;
}

/** What a forest says of its own rows, each time by the trees that had not seen the row. */
export interface ForestReport {
  /** 1 − mean squared error out of bag / variance; negative where the mean alone would do better. NaN of a constant target. */
  readonly r2: number;
  /**
   * For each column: how much the squared error out of bag grows when the column is shuffled among the rows, as a share of
   * the target's variance; the mean over the trees (Breiman, 2001, permutation importance).
   */
  readonly importance: readonly number[];
}

/** A leaf holds its mean; a split sends rows left whose value is at most `threshold`, or whose level is in `left`. */
type Node =
  | { readonly mean: number }
  | {
      readonly column: number;
      readonly threshold: number;
      readonly left: ReadonlySet<number> | null;
      readonly yes: Node;
      readonly no: Node;
    };

/** Grows a forest on the rows of `columns` with target `y` and reports on it; pauses after each tree. */
export function* growForest(
  columns: readonly ForestColumn[],
  y: Float64Array,
  { trees, leafRows, seed }: ForestOptions,
): Generator<void, ForestReport> {
  const n = y.length;
  const mean = y.reduce((a, b) => a + b, 0) / n;
  const variance = y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const sums = new Float64Array(n);
  const votes = new Int32Array(n);
  const growth = columns.map(() => 0);
  let counted = 0;
  for (let tree = 0; tree < trees; tree++) {
    const random = randomStream(seed, `tree ${tree}`);
    const { rows, outside } = bootstrap(n, random);
    const root = grow({ columns, y, leafRows, random }, rows);
    if (outside.length === 0) continue;
    counted++;
    let error = 0;
    for (const row of outside) {
      const value = predict(root, columns, row, -1, row);
      sums[row] = (sums[row] as number) + value;
      votes[row] = (votes[row] as number) + 1;
      error += (value - (y[row] as number)) ** 2;
    }
    const used = columnsOf(root);
    // A column that no split asks for changes nothing when it is shuffled.
    for (const column of used) {
      const shuffled = shuffledErrors(root, columns, y, outside, column, random);
      growth[column] = (growth[column] as number) + (shuffled - error) / outside.length;
    }
    yield;
  }
  let [squares, seen] = [0, 0];
  for (let row = 0; row < n; row++) {
    if (votes[row] === 0) continue;
    seen++;
    squares += ((sums[row] as number) / (votes[row] as number) - (y[row] as number)) ** 2;
  }
  return {
    r2: variance > 0 && seen > 0 ? 1 - squares / seen / variance : NaN,
    importance: growth.map((sum) => (variance > 0 && counted > 0 ? sum / counted / variance : 0)),
  };
}

/** n rows drawn with replacement, and those that were not drawn. */
function bootstrap(n: number, random: RandomStream): { rows: Int32Array; outside: number[] } {
  const rows = new Int32Array(n);
  const drawn = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = Math.floor(random.uniform() * n);
    rows[i] = row;
    drawn[row] = 1;
  }
  const outside: number[] = [];
  for (let row = 0; row < n; row++) if (drawn[row] === 0) outside.push(row);
  return { rows, outside };
}

interface Growing {
  readonly columns: readonly ForestColumn[];
  readonly y: Float64Array;
  readonly leafRows: number;
  readonly random: RandomStream;
}

function grow(growing: Growing, rows: Int32Array): Node {
  const { columns, y, leafRows, random } = growing;
  const mean = meanOf(y, rows);
  if (rows.length < 2 * leafRows) return { mean };
  // Half of the columns are looked at for each split: there are few, and effects of two together are to be found.
  const wanted = Math.min(columns.length, Math.max(2, Math.ceil(columns.length / 2)));
  const tries = drawColumns(columns.length, wanted, random);
  let best: Split | null = null;
  for (const column of tries) {
    const split = bestSplit(growing, rows, column);
    if (split && (best === null || split.gain > best.gain)) best = split;
  }
  if (!best) return { mean };
  const { column, threshold, left } = best;
  const isLeft = (row: number): boolean => goesLeft(columns, column, threshold, left, row);
  return {
    column,
    threshold,
    left,
    yes: grow(growing, rows.filter(isLeft)),
    no: grow(
      growing,
      rows.filter((row) => !isLeft(row)),
    ),
  };
}

const meanOf = (y: Float64Array, rows: Int32Array): number => {
  let sum = 0;
  for (const row of rows) sum += y[row] as number;
  return sum / rows.length;
};

/** So many different columns, at random. */
function drawColumns(count: number, wanted: number, random: RandomStream): number[] {
  const all = Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(random.uniform() * (count - i));
    [all[i], all[j]] = [all[j] as number, all[i] as number];
  }
  return all.slice(0, wanted);
}

interface Split {
  readonly column: number;
  readonly threshold: number;
  readonly left: ReadonlySet<number> | null;
  /** How much the squared error falls. */
  readonly gain: number;
}

/** Rows of a node with the same value in a column. */
interface Level {
  readonly value: number;
  sum: number;
  count: number;
}

/** The split of one column that lowers the squared error most; null where none lowers it. */
function bestSplit({ columns, y, leafRows }: Growing, rows: Int32Array, column: number): Split | null {
  const { kind, values } = columns[column] as ForestColumn;
  const levels = levelsOf(values, y, rows);
  // Choices are put in the order of their means: the best subset is then a beginning of that order (Breiman et al., 1984).
  const key = ({ value, sum, count }: Level): number => (kind === 'choice' ? sum / count : value);
  // Not a difference: ∞ − ∞ is no number.
  levels.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const n = rows.length;
  const total = levels.reduce((sum, level) => sum + level.sum, 0);
  let [leftSum, leftRows] = [0, 0];
  let best: { after: number; gain: number } | null = null;
  for (let i = 0; i < levels.length - 1; i++) {
    const level = levels[i] as Level;
    leftSum += level.sum;
    leftRows += level.count;
    if (leftRows < leafRows || n - leftRows < leafRows) continue;
    const gain = leftSum ** 2 / leftRows + (total - leftSum) ** 2 / (n - leftRows) - total ** 2 / n;
    if (gain > (best?.gain ?? 1e-12 * Math.abs(total ** 2 / n))) best = { after: i, gain };
  }
  if (!best) return null;
  const { after, gain } = best;
  const left = kind === 'choice' ? new Set(levels.slice(0, after + 1).map(({ value }) => value)) : null;
  return { column, threshold: (levels[after] as Level).value, left, gain };
}

/** There are few of them: settings are not drawn from a continuum. */
function levelsOf(values: Float64Array, y: Float64Array, rows: Int32Array): Level[] {
  const found = new Map<number, Level>();
  for (const row of rows) {
    const value = values[row] as number;
    let level = found.get(value);
    if (!level) found.set(value, (level = { value, sum: 0, count: 0 }));
    level.sum += y[row] as number;
    level.count++;
  }
  return [...found.values()];
}

function goesLeft(
  columns: readonly ForestColumn[],
  column: number,
  threshold: number,
  left: ReadonlySet<number> | null,
  row: number,
): boolean {
  const value = columns[column]?.values[row] as number;
  return left ? left.has(value) : value <= threshold;
}

/** The tree's value of a row, with one column (−1: none) taken from another row. */
function predict(
  root: Node,
  columns: readonly ForestColumn[],
  row: number,
  column: number,
  otherRow: number,
): number {
  let node = root;
  while (!('mean' in node)) {
    const from = node.column === column ? otherRow : row;
    node = goesLeft(columns, node.column, node.threshold, node.left, from) ? node.yes : node.no;
  }
  return node.mean;
}

function columnsOf(root: Node): ReadonlySet<number> {
  const used = new Set<number>();
  const visit = (node: Node): void => {
    if ('mean' in node) return;
    used.add(node.column);
    visit(node.yes);
    visit(node.no);
  };
  visit(root);
  return used;
}

/** Sum of squared errors of the rows with one column shuffled among them. */
function shuffledErrors(
  root: Node,
  columns: readonly ForestColumn[],
  y: Float64Array,
  rows: readonly number[],
  column: number,
  random: RandomStream,
): number {
  const others = rows.slice();
  for (let i = others.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [others[i], others[j]] = [others[j] as number, others[i] as number];
  }
  let error = 0;
  rows.forEach((row, i) => {
    error += (predict(root, columns, row, column, others[i] as number) - (y[row] as number)) ** 2;
  });
  return error;
}
