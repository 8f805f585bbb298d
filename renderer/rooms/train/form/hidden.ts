/** The list of hidden widths as text: "64, 32" and back; pure, renderer. */

const nothing = /^(none|logistic|-|–)?$/i;

/** The widths, NaN for what is no number; empty for logistic regression. Commas, spaces and dashes separate. */
export function parseHidden(text: string): number[] {
  const tidy = text.trim();
  if (nothing.test(tidy)) return [];
  const repeated = tidy.replace(/\b(\d+)\s*[x×]\s*(\d+)\b/gi, (whole, times: string, width: string) =>
    Number(times) >= 1 && Number(times) <= 64
      ? Array.from({ length: Number(times) }, () => width).join(',')
      : whole,
  );
  return repeated
    .split(/[\s,;\-–→]+/)
    .filter((part) => part !== '')
    .map((part) => (/^\d+$/.test(part) ? Number(part) : NaN));
}

/** The text of a list of widths; "?" for one that is no number. */
export const widthsText = (widths: readonly number[]): string =>
  widths.map((width) => (Number.isFinite(width) ? String(width) : '?')).join(', ');
