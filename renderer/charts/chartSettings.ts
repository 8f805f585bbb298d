/** How the user likes charts of one kind: axes, scales, smoothing; kept on this machine (renderer). */
import { effectScope, reactive, watch } from 'vue';
import { areLimits, type Limits } from './axisLimits';
import { xAxes, type XAxis } from './lossCurve';

export interface ChartSettings {
  xAxis: XAxis;
  xLog: boolean;
  yLog: boolean;
  /** Weight of the smoothing; null lets the chart choose. */
  smoothing: number | null;
  ignoreOutliers: boolean;
  /** Evaluations stand over the curve as points. */
  evaluations: boolean;
  /** Of axes, by what is along them (see axisLimits). */
  limits: Record<string, Limits>;
}

const usual: ChartSettings = {
  xAxis: 'step',
  xLog: false,
  yLog: false,
  smoothing: null,
  ignoreOutliers: false,
  evaluations: false,
  limits: {},
};

const all = new Map<string, ChartSettings>();
const storageKey = (kind: string): string => `losslab.chart.${kind}`;

function stored(kind: string): Partial<ChartSettings> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(storageKey(kind)) ?? '{}');
    if (value === null || typeof value !== 'object') return {};
    // Only what has the right type: the text may be of another version.
    const right = Object.entries(value).filter(([key, given]) => {
      if (key === 'xAxis') return xAxes.some((axis) => axis === given);
      if (key === 'limits') return areLimits(given);
      if (key === 'smoothing')
        return given === null || (typeof given === 'number' && given >= 0 && given < 1);
      return typeof given === typeof usual[key as keyof ChartSettings];
    });
    return Object.fromEntries(right) as Partial<ChartSettings>;
  } catch {
    return {};
  }
}

/** The settings of all charts of this kind, shared and kept. */
export function useChartSettings(kind: string, changes: Partial<ChartSettings> = {}): ChartSettings {
  const known = all.get(kind);
  if (known) return known;
  const settings = reactive<ChartSettings>({ ...usual, limits: {}, ...changes, ...stored(kind) });
  all.set(kind, settings);
  // They outlive the chart that asked for them first.
  effectScope(true).run(() =>
    watch(settings, (now) => {
      try {
        localStorage.setItem(storageKey(kind), JSON.stringify(now));
      } catch {
        // Not kept, then: the chart works all the same.
      }
    }),
  );
  return settings;
}
