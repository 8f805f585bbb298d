/** Where something that floats goes beside what it belongs to, inside the window; pure, renderer. */

export type Side = 'top' | 'right' | 'bottom' | 'left';

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

const opposite: Readonly<Record<Side, Side>> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

function raw(anchor: Box, size: Box, side: Side, gap: number): { left: number; top: number } {
  const centreX = anchor.left + (anchor.width - size.width) / 2;
  const centreY = anchor.top + (anchor.height - size.height) / 2;
  switch (side) {
    case 'top':
      return { left: centreX, top: anchor.top - size.height - gap };
    case 'bottom':
      return { left: centreX, top: anchor.top + anchor.height + gap };
    case 'left':
      return { left: anchor.left - size.width - gap, top: centreY };
    case 'right':
      return { left: anchor.left + anchor.width + gap, top: centreY };
  }
}

/** On the wanted side, on the other one where it does not fit, and never outside the window. */
export function placeBeside(
  anchor: Box,
  size: Box,
  side: Side,
  { gap = 6, margin = 8, width = window.innerWidth, height = window.innerHeight } = {},
): { left: number; top: number } {
  const fits = ({ left, top }: { left: number; top: number }): boolean =>
    side === 'top' || side === 'bottom'
      ? top >= margin && top + size.height <= height - margin
      : left >= margin && left + size.width <= width - margin;
  let place = raw(anchor, size, side, gap);
  if (!fits(place)) {
    const other = raw(anchor, size, opposite[side], gap);
    place = fits(other) ? other : place;
  }
  const clamp = (value: number, most: number): number => Math.round(Math.max(margin, Math.min(value, most)));
  return {
    left: clamp(place.left, width - margin - size.width),
    top: clamp(place.top, height - margin - size.height),
  };
}
