/** Ctrl-C and its like: the first one ends in order, the second one at once; command line. */

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Calls `end` at the first signal. The returned function stops listening. */
export function onInterruption(end: () => void): () => void {
  let asked = false;
  const onSignal = () => {
    if (asked) process.exit(1);
    asked = true;
    end();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}
