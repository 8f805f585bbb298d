/** Finds entries of the command palette by a few letters of their words; pure, renderer. */

/** What can be found. */
export interface Findable {
  readonly label: string;
  /** More words it is found by. */
  readonly words?: string;
}

/** How well one typed word fits: start of the label, start of a word, inside a word, letters in order; 0 for not at all. */
function fit(text: string, word: string): number {
  if (text.startsWith(word)) return 4;
  const at = text.indexOf(word);
  if (at > 0) return /[\s,./:()-]/.test(text.charAt(at - 1)) ? 3 : 2;
  return word.length > 2 && hasLettersInOrder(text, word) ? 1 : 0;
}

function hasLettersInOrder(text: string, word: string): boolean {
  let at = -1;
  for (const letter of word) {
    at = text.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

/** The entries that every typed word fits, the best first, equal ones in their order. An empty query finds all. */
export function findEntries<T extends Findable>(entries: readonly T[], query: string): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return entries;
  const scored = entries.map((entry) => {
    const label = entry.label.toLowerCase();
    const more = (entry.words ?? '').toLowerCase();
    const fits = words.map((word) => Math.max(fit(label, word), more.includes(word) ? 1.5 : 0));
    return { entry, score: fits.includes(0) ? 0 : fits.reduce((sum, one) => sum + one, 0) };
  });
  return scored
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .map(({ entry }) => entry);
}
