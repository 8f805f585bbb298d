/** Columns move within their kind, stay within reason, and what was kept by another version is read as far as it is known. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  moveColumn,
  placeColumns,
  readLayout,
  resizeColumn,
  toggleColumn,
  togglePinned,
  usualInGroups,
  usualLayout,
  type ColumnLayout,
} from './columnLayout';
import { runColumns } from './runColumns';

test('moved among those of its kind only', () => {
  expect(moveColumn(usualLayout, 'seed', -1).shown.indexOf('seed')).toBe(9);
  expect(moveColumn(usualLayout, 'seed', 'name').shown.indexOf('seed')).toBe(3);
  expect(moveColumn(usualLayout, 'name', 100).shown.slice(0, 4)).toEqual([
    'number',
    'starred',
    'name',
    'state',
  ]);
  expect(moveColumn(usualLayout, 'number', 1).shown.slice(0, 3)).toEqual(['starred', 'number', 'name']);
  expect(moveColumn(usualLayout, 'nothing', 1)).toBe(usualLayout);
});

test('pinned ones stand first, where the widths before them lead', () => {
  const layout = togglePinned(resizeColumn(usualLayout, 'name', 300), 'testError');
  expect(layout.shown.slice(0, 4)).toEqual(['number', 'starred', 'name', 'testError']);
  const { columns, tracks } = placeColumns(layout);
  expect(columns.slice(0, 5).map(({ pin }) => pin?.['--left'])).toEqual([
    '0px',
    '52px',
    '78px',
    '378px',
    undefined,
  ]);
  expect(tracks.split(' ').slice(0, 4)).toEqual(['52px', '26px', '300px', '84px']);
});

test('numbers of runs are never cut off, however narrow their column was made', () => {
  const widthOf = (layout: typeof usualLayout, digits: number) =>
    parseInt(placeColumns(layout, false, digits).tracks, 10);
  expect([1, 3, 4, 5].map((digits) => widthOf(usualLayout, digits))).toEqual([52, 56, 64, 72]);
  expect(widthOf(resizeColumn(usualLayout, 'number', 40), 5)).toBe(72);
});

test('the width of a column that others stand behind does not follow the window', () => {
  expect(placeColumns(usualLayout).tracks).toContain('minmax(112px, 6fr)');
  expect(placeColumns(togglePinned(usualLayout, 'seed')).tracks).not.toContain('6fr');
});

test('grouped, the usual columns fit a window of 1280 pixels, and none repeats what groups are named by', () => {
  // 168 pixels of it are the rail, 10 the bar for scrolling.
  for (const fields of [['activation'], ['dropout'], ['starred', 'tags']])
    expect(placeColumns(usualInGroups(fields), true, 5).leastWidthPx).toBeLessThanOrEqual(1280 - 168 - 10);
  const { shown } = usualInGroups(['learningRate', 'batchSize', 'seed', 'name']);
  for (const gone of ['learningRate', 'batch', 'seed', 'dataset']) expect(shown).not.toContain(gone);
  for (const kept of ['name', 'model', 'optimizer', 'testError']) expect(shown).toContain(kept);
});

test('widths are within reason, and go back', () => {
  expect(resizeColumn(usualLayout, 'seed', -50).widths).toEqual({ seed: 26 });
  expect(resizeColumn(usualLayout, 'seed', 1e6).widths).toEqual({ seed: 800 });
  expect(resizeColumn(resizeColumn(usualLayout, 'seed', 90), 'seed', null).widths).toEqual({});
});

const isSound = ({ shown, pinned }: ColumnLayout): void => {
  expect(new Set(shown).size).toBe(shown.length);
  expect(shown).toContain('name');
  const places = shown.map((id) => pinned.includes(id));
  expect(places).toEqual([...places].sort((a, b) => Number(b) - Number(a)));
};

test('whatever was kept, and whatever is done, the layout is sound', () => {
  const id = fc.constantFrom(...runColumns.slice(0, 25).map((column) => column.id));
  const deed = fc.oneof(
    fc.tuple(fc.constant(toggleColumn), id),
    fc.tuple(fc.constant(togglePinned), id),
    fc.tuple(
      fc.constant((layout: ColumnLayout, of: string) => moveColumn(layout, of, -2)),
      id,
    ),
    fc.tuple(
      fc.constant((layout: ColumnLayout, of: string) => moveColumn(layout, of, 'testError')),
      id,
    ),
  );
  const kept = fc.oneof(
    fc.jsonValue(),
    fc.record({ shown: fc.array(fc.oneof(id, fc.string())), pinned: fc.array(id), widths: fc.jsonValue() }),
  );
  fc.assert(
    fc.property(kept, fc.array(deed, { maxLength: 12 }), (stored, deeds) => {
      const layout = deeds.reduce((before, [what, of]) => what(before, of), readLayout(stored));
      isSound(layout);
      expect(readLayout(JSON.parse(JSON.stringify(layout)))).toEqual(layout);
    }),
  );
});
