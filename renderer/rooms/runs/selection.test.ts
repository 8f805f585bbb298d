/** Rows are chosen as in file managers. */
import { expect, test } from 'vitest';
import { allChosen, moved, nothingChosen, pressed, pruned, spaced, type Selection } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const plain = { toggle: false, extend: false };
const chosen = ({ chosen: ids }: Selection): string[] => [...ids].sort();

test('a press chooses one row; with Ctrl it goes in and out; with Shift a range', () => {
  let at = pressed(nothingChosen, 'b', plain, order);
  expect(chosen(at)).toEqual(['b']);
  at = pressed(at, 'd', { toggle: true, extend: false }, order);
  expect(chosen(at)).toEqual(['b', 'd']);
  at = pressed(at, 'b', { toggle: true, extend: false }, order);
  expect(chosen(at)).toEqual(['d']);
  at = pressed(at, 'e', { toggle: false, extend: true }, order);
  expect(chosen(at)).toEqual(['b', 'c', 'd', 'e']);
  at = pressed(at, 'a', { toggle: false, extend: true }, order);
  expect(chosen(at)).toEqual(['a', 'b']);
  expect(chosen(pressed(at, 'c', plain, order))).toEqual(['c']);
});

test('arrows choose, extend with Shift, only go with Ctrl; Space takes in', () => {
  let at = moved(nothingChosen, 'a', { extend: false, keep: false }, order);
  at = moved(at, 'b', { extend: true, keep: false }, order);
  at = moved(at, 'c', { extend: true, keep: false }, order);
  expect(chosen(at)).toEqual(['a', 'b', 'c']);
  at = moved(at, 'e', { extend: false, keep: true }, order);
  expect(chosen(at)).toEqual(['a', 'b', 'c']);
  expect(chosen(spaced(at))).toEqual(['a', 'b', 'c', 'e']);
  expect(spaced(nothingChosen)).toBe(nothingChosen);
});

test('all rows, and those that are left after some are gone', () => {
  const all = allChosen(pressed(nothingChosen, 'c', plain, order), order);
  expect(chosen(all)).toEqual(order);
  const left = pruned(all, (id) => id !== 'c');
  expect(chosen(left)).toEqual(['a', 'b', 'd', 'e']);
  expect(left.active).toBeNull();
});

test('a range from a row that is filtered away is the row itself', () => {
  const at = pressed(nothingChosen, 'x', plain, order);
  expect(chosen(pressed(at, 'c', { toggle: false, extend: true }, order))).toEqual(['c']);
});
