/** The confusion matrix is read by pointer and by keyboard. */
import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { expect, test } from 'vitest';
import ConfusionMatrix from './ConfusionMatrix.vue';

const matrix = () =>
  mount(ConfusionMatrix, {
    global: { plugins: [createPinia()] },
    props: { counts: [90, 8, 2, 1, 99, 0, 0, 12, 88], classNames: ['cat', 'dog', 'owl'], of: 'test' },
    attachTo: document.body,
  });
const readout = (of: ReturnType<typeof matrix>): string => of.get('figcaption').text();

test('rows and columns are named, counts stand in the cells', () => {
  const shown = matrix();
  expect(shown.findAll('th[scope=col]').map((cell) => cell.text())).toEqual([
    'True class',
    'cat',
    'dog',
    'owl',
  ]);
  expect(shown.findAll('th[scope=row]').map((cell) => cell.text())).toEqual(['cat', 'dog', 'owl']);
  expect(shown.findAll('td').map((cell) => cell.text())).toEqual([
    '90',
    '8',
    '2',
    '1',
    '99',
    '·',
    '·',
    '12',
    '88',
  ]);
  expect(shown.text()).toContain('on test rows');
  expect(readout(shown)).toContain('owl taken for dog (12 rows)');
});

test('by pointer', async () => {
  const shown = matrix();
  await shown.findAll('td')[7]!.trigger('pointerover');
  expect(readout(shown)).toBe('True owl, predicted dog: 12 of 100 rows of class owl (12.0 %)');
  await shown.get('table').trigger('pointerleave');
  expect(readout(shown)).toContain('Most frequent');
});

test('by keyboard: one cell is in the tab order, arrows move within the edges', async () => {
  const shown = matrix();
  const focusable = () => shown.findAll('td[tabindex="0"]');
  expect(focusable()).toHaveLength(1);
  (focusable()[0]!.element as HTMLElement).focus();
  for (const key of ['ArrowUp', 'ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight']) {
    await shown.get('td:focus').trigger('keydown', { key });
    await shown.vm.$nextTick();
  }
  expect(focusable()).toHaveLength(1);
  expect(readout(shown)).toBe('True dog, predicted owl: 0 of 100 rows of class dog (0 %)');
});
