/** Hidden layers as one value of a sweep: "none", "64", "32,24" and back; runs anywhere. */
import { configLimits } from '../config/configLimits';

/** The canonical text of widths: "none" for logistic regression, else "32,24". */
export function architectureText(widths: readonly number[]): string {
  return widths.length === 0 ? 'none' : widths.join(',');
}

/**
 * The widths of an architecture, from input to output. Takes text ("none", "64", "32, 24", "32-24") or a list of numbers.
 * What is wrong is said in one sentence.
 */
export function parseArchitecture(
  value: unknown,
):
  | { readonly ok: true; readonly widths: readonly number[] }
  | { readonly ok: false; readonly problem: string } {
  const widths = Array.isArray(value) ? value.map(Number) : widthsOf(String(value));
  const shown = Array.isArray(value) ? `[${value.join(', ')}]` : `"${String(value)}"`;
  if (widths === null || widths.some((width) => !Number.isInteger(width))) {
    return {
      ok: false,
      problem: `An architecture is "none" or a list of widths such as "64" or "32,24"; ${shown} is not.`,
    };
  }
  if (widths.length > configLimits.maxHiddenLayers) {
    return {
      ok: false,
      problem: `At most ${configLimits.maxHiddenLayers} hidden layers; ${shown} has ${widths.length}.`,
    };
  }
  if (widths.some((width) => width < 1 || width > configLimits.maxUnits)) {
    return {
      ok: false,
      problem: `Hidden units must be from 1 to ${configLimits.maxUnits}; ${shown} has others.`,
    };
  }
  return { ok: true, widths };
}

function widthsOf(text: string): number[] | null {
  const tidy = text.trim();
  if (/^none$/i.test(tidy)) return [];
  if (!/^\d+(\s*[,;\-–→ ]\s*\d+)*$/.test(tidy)) return null;
  return tidy.split(/[,;\-–→\s]+/).map(Number);
}
