/** Drawings that follow on each other: a frame takes as many as it has time for, the rest wait for the next, so that many charts that change at once do not hold the page up (renderer). */

/** Milliseconds of drawing after which a frame takes no further one. Where no graphics processor helps, putting the pixels down takes as long again. */
const enoughMs = 4;

const waiting = new Set<() => void>();
let frame = 0;

/** Has something drawn in one of the next frames; asked for again before it was, it is drawn once. */
export function drawInTurn(draw: () => void): void {
  waiting.add(draw);
  if (frame === 0) frame = requestAnimationFrame(takeTurns);
}

/** Forgets what was asked for and not drawn yet. */
export function dropTurn(draw: () => void): void {
  waiting.delete(draw);
}

function takeTurns(): void {
  const beginMs = performance.now();
  frame = 0;
  try {
    for (const draw of waiting) {
      waiting.delete(draw);
      draw();
      if (performance.now() - beginMs >= enoughMs) break;
    }
  } finally {
    // Also where one of them has failed: the others are not to wait for ever.
    if (waiting.size > 0 && frame === 0) frame = requestAnimationFrame(takeTurns);
  }
}
