/** Which columns the run table has, in what order, which stay in sight, how wide they are; pure, renderer. */
import { columnOf, type RunColumn } from './runColumns';

/** As it is kept over a restart. */
export interface ColumnLayout {
  /** Ids in order; those that stay in sight stand first. */
  readonly shown: readonly string[];
  /** Ids of those that stay in sight when the table is scrolled sideways. */
  readonly pinned: readonly string[];
  /** In pixels, where the user has set them. */
  readonly widths: Readonly<Record<string, number>>;
}

/** A run cannot be told without it. */
export const indispensable = 'name';

const narrowest = 26;
const widest = 800;

/** Columns as they are until something is changed. */
export const usualLayout: ColumnLayout = {
  shown: [
    ...['number', 'starred', 'name', 'state', 'dataset', 'model', 'optimizer', 'learningRate'],
    ...['batch', 'epochs', 'seed', 'testError', 'finalLoss', 'time', 'created'],
  ],
  pinned: ['number', 'starred', 'name'],
  widths: {},
};

/** Columns of fields that are called otherwise. */
const columnOfField: Readonly<Record<string, string>> = { batchSize: 'batch' };

/**
 * The same where runs are grouped by some fields: numbers of groups are wider, so what says least about a group is left
 * out, and what its name says already.
 */
export function usualInGroups(fields: readonly string[]): ColumnLayout {
  const said = fields.map((field) => columnOfField[field] ?? field);
  const without = new Set(['dataset', 'epochs', 'created', ...said]);
  return {
    ...usualLayout,
    shown: usualLayout.shown.filter((id) => id === indispensable || !without.has(id)),
  };
}

/** Whether nothing was ever changed. */
export const isUsual = (layout: ColumnLayout): boolean =>
  JSON.stringify(layout) === JSON.stringify(usualLayout);

/** Pinned ones first, each kind in its order. */
function inOrder(layout: ColumnLayout): ColumnLayout {
  const isPinned = (id: string): boolean => layout.pinned.includes(id);
  const { shown } = layout;
  return { ...layout, shown: [...shown.filter(isPinned), ...shown.filter((id) => !isPinned(id))] };
}

/** A column comes (behind the others) or goes; the name stays. */
export function toggleColumn(layout: ColumnLayout, id: string): ColumnLayout {
  if (id === indispensable) return layout;
  const isShown = layout.shown.includes(id);
  const shown = isShown ? layout.shown.filter((other) => other !== id) : [...layout.shown, id];
  return inOrder({ ...layout, shown });
}

/** Stays in sight, or scrolls with the others. */
export function togglePinned(layout: ColumnLayout, id: string): ColumnLayout {
  const isPinned = layout.pinned.includes(id);
  const pinned = isPinned ? layout.pinned.filter((other) => other !== id) : [...layout.pinned, id];
  return inOrder({ ...layout, pinned });
}

/** Moves a column to the place of another, or so many places; among those of its kind (pinned or not). */
export function moveColumn(layout: ColumnLayout, id: string, to: string | number): ColumnLayout {
  const isPinned = layout.pinned.includes(id);
  const from = layout.shown.indexOf(id);
  if (from < 0) return layout;
  const count = layout.shown.filter((other) => layout.pinned.includes(other)).length;
  const [first, last] = isPinned ? [0, count - 1] : [count, layout.shown.length - 1];
  const wanted = typeof to === 'number' ? from + to : layout.shown.indexOf(to);
  if (wanted < 0) return layout;
  const shown = layout.shown.filter((other) => other !== id);
  shown.splice(Math.max(first, Math.min(last, wanted)), 0, id);
  return { ...layout, shown };
}

/** As wide as this, within reason; null: as wide as usual. */
export function resizeColumn(layout: ColumnLayout, id: string, widthPx: number | null): ColumnLayout {
  const others = Object.entries(layout.widths).filter(([other]) => other !== id);
  if (widthPx !== null) others.push([id, Math.round(Math.max(narrowest, Math.min(widest, widthPx)))]);
  return { ...layout, widths: Object.fromEntries(others) };
}

const texts = (value: unknown): string[] | null =>
  Array.isArray(value) && value.every((item) => typeof item === 'string') ? value : null;

/** A layout that was kept by this version or another: what is not known any more is left out. */
export function readLayout(kept: unknown): ColumnLayout {
  if (typeof kept !== 'object' || kept === null) return usualLayout;
  const { shown, pinned, widths } = kept as Record<string, unknown>;
  const known = (ids: readonly string[]): string[] => [...new Set(ids)].filter((id) => columnOf(id));
  const kinds = [texts(shown), texts(pinned)];
  if (!kinds[0] || !kinds[1]) return usualLayout;
  const ids = known(kinds[0]);
  if (!ids.includes(indispensable)) ids.push(indispensable);
  let layout = inOrder({ shown: ids, pinned: known(kinds[1]), widths: {} });
  for (const [id, width] of Object.entries(widths ?? {}))
    if (columnOf(id) && typeof width === 'number' && Number.isFinite(width))
      layout = resizeColumn(layout, id, width);
  return layout;
}

/** A column as it is laid out. */
export interface PlacedColumn {
  readonly column: RunColumn;
  /** Style of its cells, which stay in sight there; undefined: it scrolls with the others. One for all: each of another one would be styled anew. */
  readonly pin: { readonly '--left': string } | undefined;
}

/** Of a group there is nothing to say in these. */
export const emptyInGroups: ReadonlySet<string> = new Set(['number', 'starred', 'seed', 'created']);

/** What groups need: names of several parts, mean ± deviation over smallest … largest, "3 values". */
function widthInGroups({ id, measure }: RunColumn): number {
  if (id === indispensable) return 190;
  if (measure) return 112;
  return emptyInGroups.has(id) ? 0 : 66;
}

/** What a run's number needs beside its swatch, CSS pixels. */
const numberWidth = (digits: number): number => 32 + 8 * digits;

/** Columns with their places, widths for a CSS grid (`--detail` is the room for details), and the least width of all. `digits`: of the largest run number. */
export function placeColumns(
  layout: ColumnLayout,
  grouped = false,
  digits = 1,
): {
  readonly columns: readonly PlacedColumn[];
  readonly tracks: string;
  readonly leastWidthPx: number;
} {
  const shown = layout.shown.flatMap((id) => columnOf(id) ?? []);
  const pinned = shown.filter(({ id }) => layout.pinned.includes(id));
  let leftPx = 0;
  const pins = new Map<string, NonNullable<PlacedColumn['pin']>>();
  const widthOf = (column: RunColumn): number =>
    Math.max(
      layout.widths[column.id] ?? Math.max(column.width, grouped ? widthInGroups(column) : 0),
      // A number that is cut off is another number.
      column.id === 'number' ? numberWidth(digits) : 0,
    );
  for (const column of pinned) {
    pins.set(column.id, { '--left': `${leftPx}px` });
    leftPx += widthOf(column);
  }
  const track = (column: RunColumn): string => {
    const width = widthOf(column);
    // Of those in sight only the last may take what is left: the next one's place follows from the widths before it.
    const mayGrow =
      layout.widths[column.id] === undefined && (!pins.has(column.id) || column === pinned.at(-1));
    if (column.grows && mayGrow) return `minmax(${width}px, ${column.grows}fr)`;
    return column.detail && mayGrow ? `calc(${width}px + var(--detail, 0px))` : `${width}px`;
  };
  return {
    columns: shown.map((column) => ({ column, pin: pins.get(column.id) })),
    tracks: shown.map(track).join(' '),
    leastWidthPx: shown.reduce((sum, column) => sum + widthOf(column), 0),
  };
}
