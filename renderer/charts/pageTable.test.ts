/** A table of the page as it is exported: what is read of it, and nothing for the eye alone (happy-dom). */
import { expect, test } from 'vitest';
import { pageTable } from './pageTable';

function tableOf(html: string): HTMLTableElement {
  const holder = document.createElement('div');
  holder.innerHTML = html;
  return holder.querySelector('table') as HTMLTableElement;
}

test('heads and lines, with cells that span several columns and lines within a cell', () => {
  const table = tableOf(`<table>
    <thead><tr><td></td><th colspan="2">Rates</th></tr><tr><th>Row</th><th>Mean</th><th>Verdict</th></tr></thead>
    <tbody><tr><th>A<button>Remove</button></th><td>2.5 <small>3 seeds</small></td><td><span aria-hidden="true">↓</span>better</td></tr></tbody>
    <tbody><tr><th colspan="2">nothing</th><td>–</td></tr></tbody>
  </table>`);
  expect(pageTable('Rows', table)).toEqual({
    title: 'Rows',
    header: ['Row', 'Mean', 'Verdict'],
    rows: [
      ['A', '2.5; 3 seeds', 'better'],
      ['nothing', '', '–'],
    ],
  });
});

test('no table, nothing to export', () => {
  expect(pageTable('None', null)).toBeNull();
});
