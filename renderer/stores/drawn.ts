/** Waits for the picture, so that nothing that can wait comes in its way (renderer). */

/** A window that is out of sight draws no frames: then nobody waits for them, milliseconds. */
const mostMs = 200;

/** Resolves when the page as it is now has been drawn. */
export const drawn = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, mostMs);
    // A frame begins when the one before has been drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
