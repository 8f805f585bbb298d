/** Tests of what is kept of charts (happy DOM). */
import { afterEach, expect, test } from 'vitest';
import { effectScope, nextTick } from 'vue';
import { useChartSettings } from './chartSettings';

afterEach(() => localStorage.clear());

test('settings are kept also after the chart that asked first is gone', async () => {
  const first = effectScope();
  const settings = first.run(() => useChartSettings('kept'))!;
  first.stop();
  settings.yLog = true;
  settings.limits = { 'y loss': { min: null, max: 0.5 } };
  await nextTick();
  expect(JSON.parse(localStorage.getItem('losslab.chart.kept') ?? '{}')).toMatchObject({
    yLog: true,
    limits: { 'y loss': { min: null, max: 0.5 } },
  });
});

test('what makes no sense is not read back', () => {
  const kept = { xLog: 'yes', yLog: true, smoothing: 3, limits: { y: 3 } };
  localStorage.setItem('losslab.chart.odd', JSON.stringify(kept));
  expect(useChartSettings('odd')).toMatchObject({ xLog: false, yLog: true, smoothing: null, limits: {} });
});
