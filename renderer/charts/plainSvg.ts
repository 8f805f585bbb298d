/** SVG of the page as it looks, without the page: what style sheets say stands in attributes, nothing acts any more (renderer). */

/** Presentation attributes that SVG programs know. */
const attributes = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'visibility',
  'display',
] as const;

/** What stays of the element's own attributes: shape and place. */
const kept =
  /^(x|y|x1|x2|y1|y2|dx|dy|cx|cy|r|rx|ry|d|points|width|height|viewBox|transform|text-anchor|xmlns|preserveAspectRatio)$/;
/** Elements that are no drawing. */
const dropped = new Set(['foreignObject', 'script', 'style', 'title', 'image', 'a']);

/** The element as text. */
export function plainSvg(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  settle(svg, copy);
  const { clientWidth, clientHeight } = svg;
  copy.setAttribute('width', String(clientWidth));
  copy.setAttribute('height', String(clientHeight));
  return new XMLSerializer().serializeToString(copy);
}

/** Writes how the original looks into the copy's attributes, down the tree. */
function settle(original: Element, copy: Element): void {
  const style = getComputedStyle(original);
  for (const { name } of [...copy.attributes]) if (!kept.test(name)) copy.removeAttribute(name);
  for (const name of attributes) {
    const value = style.getPropertyValue(name);
    if (value !== '') copy.setAttribute(name, knownColor(value));
  }
  // Comments of the page may hold what XML forbids in them.
  for (const node of [...copy.childNodes]) if (node.nodeType === Node.COMMENT_NODE) node.remove();
  const children = [...copy.children];
  [...original.children].forEach((child, i) => {
    const own = children[i];
    if (!own) return;
    if (dropped.has(own.tagName)) own.remove();
    else settle(child, own);
  });
}

/** color(srgb 0.1 0.2 0.3 / 0.5), as mixed colours are computed, in the words that every program knows. */
export function knownColor(value: string): string {
  const [, red, green, blue, alpha] =
    /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/.exec(value) ?? [];
  if (red === undefined || green === undefined || blue === undefined) return value;
  const parts = [red, green, blue].map((part) => Math.round(255 * Math.max(0, Math.min(1, Number(part)))));
  return alpha === undefined ? `rgb(${parts.join(', ')})` : `rgba(${parts.join(', ')}, ${alpha})`;
}
