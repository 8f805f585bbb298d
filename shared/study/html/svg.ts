/** A figure as inline SVG; runs anywhere. */
import { place, type Figure, type Shape } from '../figures/figure';
import { markup, type Markup } from './markup';

/** The `svg` element, described for those who do not see it. */
export function svgOf({ width, height, description, shapes }: Figure): Markup {
  return markup`<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${description}">${shapes.map(shapeOf)}</svg>`;
}

function shapeOf(shape: Shape): Markup {
  switch (shape.kind) {
    case 'path':
      return markup`<path class="${shape.look}" d="${shape.d}"/>`;
    case 'circle':
      return markup`<circle class="${shape.look}" cx="${place(shape.x)}" cy="${place(shape.y)}" r="${shape.r}"/>`;
    case 'text':
      return markup`<text class="${shape.look}" x="${place(shape.x)}" y="${place(shape.y)}" text-anchor="${shape.anchor}">${shape.text}</text>`;
  }
}
