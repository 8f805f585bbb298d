/** Whether two networks judged by the same rows differ by more than chance: McNemar's exact test; runs anywhere. */

/**
 * The chance that two networks equally good differ at least as much as these on the rows that only one of them gets wrong
 * (each such row being a toss of a fair coin, both sides counted). 1 where there is no such row.
 * @param onlyFirst rows that only the first gets wrong
 * @param onlySecond rows that only the second gets wrong
 */
export function mcnemar(onlyFirst: number, onlySecond: number): number {
  const n = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  // ln of n over k, from one k to the next; the sum stays in range for any number of rows.
  let logTerm = -n * Math.LN2;
  let tail = 0;
  for (let k = 0; k <= fewer; k++) {
    tail += Math.exp(logTerm);
    logTerm += Math.log((n - k) / (k + 1));
  }
  return Math.min(1, 2 * tail);
}
