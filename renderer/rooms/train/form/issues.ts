/** What is wrong with the form, by field: where each message stands and which section to open for it; pure, renderer. */
import type { Issue } from '../../../../shared/result';

/** The sections of the form, in order. */
export const sections = [
  'data',
  'model',
  'output',
  'optimizer',
  'training',
  'evaluation',
  'sweep',
  'about',
] as const;
export type Section = (typeof sections)[number];

/** How the network is shown: one activation field for all layers or one each, and how many layers there are. */
export interface LayersShown {
  readonly scope: 'network' | 'layer';
  readonly count: number;
}

const layerPath = /^model\.hidden\.(\d+)\.(.*)$/;

/**
 * The field that shows an issue. With one activation for all layers its field stands for theirs; widths typed as text
 * have one field.
 */
export function fieldOf(path: string, scope: LayersShown['scope']): string {
  const layer = layerPath.exec(path);
  if (!layer) return path;
  const rest = layer[2] as string;
  if (rest === 'units') return 'model.hidden';
  return scope === 'network' ? `model.${rest}` : path;
}

/** The first message of each field; one about a width among several says which layer it means. */
export function issuesByField(issues: readonly Issue[], { scope, count }: LayersShown): Map<string, string> {
  const byField = new Map<string, string>();
  for (const { path, message } of issues) {
    const field = fieldOf(path, scope);
    const layer = layerPath.exec(path);
    const ofLayer = layer !== null && field === 'model.hidden' && count > 1;
    if (!byField.has(field)) {
      byField.set(field, ofLayer ? `Layer ${Number(layer[1]) + 1}: ${message}` : message);
    }
  }
  return byField;
}

/** The section a field stands in. */
export function sectionOf(field: string): Section {
  if (field.startsWith('dataset')) return 'data';
  if (field.startsWith('loss') || field === 'model.outputUnits') return 'output';
  if (field.startsWith('model') || field === 'seed') return 'model';
  if (field.startsWith('optimizer') || field.startsWith('schedule')) return 'optimizer';
  if (field.startsWith('training.earlyStopping') || field.startsWith('evaluation')) return 'evaluation';
  if (field.startsWith('training') || field.startsWith('regularization')) return 'training';
  if (/^(strategy|pruner|seeds|objective)/.test(field)) return 'sweep';
  return 'about';
}
