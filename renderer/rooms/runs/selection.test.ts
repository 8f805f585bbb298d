/** Rows are chosen as in file managers. */
import { expect, test } from 'vitest';
import {
  allChosen,
  moved,
  nothingChosen,
  pressed,
  pruned,
  toggledAll,
  withMembers,
  type Selection,
} from './selection';

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
  at = toggledAll(at, 'e', ['e']);
  expect(chosen(at)).toEqual(['a', 'b', 'c', 'e']);
  expect(chosen(toggledAll(at, 'e', ['e']))).toEqual(['a', 'b', 'c']);
});

test('a row that stands for others is those others', () => {
  const group = withMembers(pressed(nothingChosen, 'group', plain, ['group', 'x']), (id) =>
    id === 'group' ? ['a', 'b'] : null,
  );
  expect([chosen(group), group.active]).toEqual([['a', 'b'], 'group']);
  const part = pressed(group, 'a', { toggle: true, extend: false }, order);
  expect(chosen(toggledAll(part, 'group', ['a', 'b']))).toEqual(['a', 'b']);
  expect(chosen(toggledAll(group, 'group', ['a', 'b']))).toEqual([]);
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
