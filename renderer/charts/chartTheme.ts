/** Colours and type of charts, read from the page's CSS variables; follows a change of theme (renderer). */
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/** Everything a chart needs to look like the rest. */
export interface ChartTheme {
  readonly ground: string;
  readonly panel: string;
  readonly ink: string;
  readonly secondary: string;
  readonly hairline: string;
  readonly grid: string;
  readonly accent: string;
  readonly font: string;
  readonly dark: boolean;
}

/** `rgb()` or hex to its three parts. */
export function rgbOf(color: string): [number, number, number] {
  const hex = /^#([0-9a-f]{6})/i.exec(color)?.[1];
  if (hex) return [0, 2, 4].map((i) => parseInt(hex.slice(i, i + 2), 16)) as [number, number, number];
  const short = /^#([0-9a-f]{3})$/i.exec(color)?.[1];
  if (short) return Array.from(short, (digit) => parseInt(digit + digit, 16)) as [number, number, number];
  const parts = color.match(/[\d.]+/g)?.map(Number) ?? [];
  return [parts[0] ?? 0, parts[1] ?? 0, parts[2] ?? 0];
}

/** `share` of the way from one colour to another. */
export function mix(from: string, to: string, share: number): string {
  const [a, b] = [rgbOf(from), rgbOf(to)];
  const parts = a.map((part, i) => Math.round(part + ((b[i] as number) - part) * share));
  return `rgb(${parts.join(', ')})`;
}

function readTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const variable = (name: string, otherwise: string): string =>
    style.getPropertyValue(name).trim() || otherwise;
  const panel = variable('--panel', '#ffffff');
  const hairline = variable('--hairline', '#e4e4e1');
  const [r, g, b] = rgbOf(panel);
  const dark = r + g + b < 384;
  return {
    ground: variable('--ground', '#fbfbfa'),
    panel,
    ink: variable('--ink', '#1c1d1f'),
    secondary: variable('--ink-secondary', '#5d6066'),
    hairline,
    grid: mix(panel, hairline, dark ? 0.75 : 0.6),
    accent: variable('--accent', '#2f6fde'),
    font: variable('--font', 'Inter Variable, Inter, system-ui, sans-serif'),
    dark,
  };
}

const current = shallowRef<ChartTheme | null>(null);
let users = 0;
let stop: (() => void) | null = null;

function watchTheme(): () => void {
  const refresh = (): void => void (current.value = readTheme());
  const observer = new MutationObserver(refresh);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ['class', 'data-theme', 'style'],
  });
  const media = window.matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', refresh);
  // Canvases do not wait for fonts by themselves.
  if ('fonts' in document) void document.fonts.load(`12px ${readTheme().font}`).then(refresh);
  refresh();
  return () => {
    observer.disconnect();
    media.removeEventListener('change', refresh);
  };
}

/** The theme of the moment; one watcher for all charts, gone with the last of them. */
export function useChartTheme(): Readonly<ShallowRef<ChartTheme>> {
  if (users++ === 0) stop = watchTheme();
  onScopeDispose(() => {
    if (--users > 0) return;
    stop?.();
    stop = null;
  });
  return current as ShallowRef<ChartTheme>;
}
