/** The known word that was probably meant; pure, runs anywhere. */

/** Letters to insert, leave out, change or swap with their neighbour to make one word of the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const above = rows[i - 1] as number[];
      const change = (above[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let least = Math.min((above[j] as number) + 1, (row[j - 1] as number) + 1, change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, ((rows[i - 2] as number[])[j - 2] as number) + 1);
      row.push(least);
    }
    rows.push(row);
  }
  return (rows[a.length] as number[])[b.length] as number;
}

/** The nearest of the words, if it is near enough to have been meant; null otherwise. */
export function nearest(given: string, words: readonly string[]): string | null {
  const wanted = given.toLowerCase().slice(0, 60);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  let best: string | null = null;
  let least = allowed + 1;
  for (const word of words) {
    if (Math.abs(word.length - wanted.length) >= least) continue;
    const found = distance(wanted, word.toLowerCase());
    if (found < least) [best, least] = [word, found];
  }
  return best;
}
