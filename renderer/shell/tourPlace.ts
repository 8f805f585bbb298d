/** Where the tour's card stands: beside what the step speaks of, never off the window; pure, renderer. */

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Of the card, in CSS pixels; its height is what the longest step takes, with room to spare. */
const card = { width: 360, height: 240 };
const gap = 16;

/** Right of the target where there is room, else left of it, else inside it at its lower right. */
export function besideTarget(
  target: Box,
  window: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number } {
  const right = target.left + target.width + gap;
  const left = target.left - card.width - gap;
  const inside = target.left + target.width - card.width - gap;
  const fits = (at: number): boolean => at >= gap && at + card.width + gap <= window.width;
  const chosen = fits(right) ? right : fits(left) ? left : inside;
  const isInside = chosen === inside;
  const top = isInside ? target.top + target.height - card.height - gap : target.top + 4 * gap;
  const within = (value: number, most: number): number => Math.max(gap, Math.min(value, most));
  return {
    left: within(chosen, window.width - card.width - gap),
    top: within(top, window.height - card.height - gap),
  };
}
