// docs/architecture.md, "How to add … a chart": its steps are followed on a copy of the sources, and the chart is drawn (happy-dom).
import path from 'node:path';
import { mount } from '@vue/test-utils';
import { createPinia } from 'pinia';
import { afterEach, expect, test } from 'vitest';
import type { Component } from 'vue';
import { copyWithSteps } from '../../build/test/followSteps.mjs';

let remove = (): void => undefined;
afterEach(() => remove());

test('the chart has a mark for each run, and the same as a table with full numbers', async () => {
  const made = copyWithSteps('### … a chart');
  remove = made.remove;
  const file = path.join(made.copy, 'renderer', 'charts', 'DotStrip.vue');
  const { default: DotStrip } = (await import(/* @vite-ignore */ file)) as { default: Component };
  const runs = [
    { number: 1, name: 'first', error: 2.5 },
    { number: 2, name: 'second', error: 10 },
  ];
  const chart = mount(DotStrip, { props: { runs }, global: { plugins: [createPinia()] } });
  const figure = chart.get('[data-testid=dot-strip]');
  expect(figure.findAll('svg.chart > path, svg.chart > g')).toHaveLength(2);
  expect(figure.text()).toContain('to 10.00 %');
  await figure.get('[aria-label="Test errors as a table"]').trigger('click');
  expect(figure.findAll('tbody tr').map((row) => row.text())).toEqual(['first2.50 %', 'second10.00 %']);
  // It can be saved, as a picture and as a table.
  expect(figure.findAll('[aria-label="Export: Test errors"]')).toHaveLength(1);
});
