/** A chart that is SVG on the page as a picture that stands for itself: styles written into it, title above, legend beneath (renderer). */
import { call } from '../api/lab';
import type { ChartTheme } from './chartTheme';
import type { PictureText } from './picture';

const svgSpace = 'http://www.w3.org/2000/svg';
const pad = 16;
const titleHeight = 26;

/** What the page's style sheets decide about shapes, with what holds where nothing is said. */
const shapeStyles: Readonly<Record<string, string>> = {
  fill: 'rgb(0, 0, 0)',
  'fill-opacity': '1',
  stroke: 'none',
  'stroke-width': '1px',
  'stroke-opacity': '1',
  'stroke-dasharray': 'none',
  opacity: '1',
};
/** The same of texts. */
const textStyles: Readonly<Record<string, string>> = {
  ...shapeStyles,
  'font-family': '',
  'font-size': '',
  'font-weight': '400',
  'text-anchor': 'start',
  'paint-order': 'normal',
};
/** What belongs to the page and not to the picture, or is said by the style. */
const pageAttributes =
  /^(class|role|tabindex|aria-.*|data-.*|fill|stroke|stroke-.*|fill-opacity|text-anchor|opacity)$/;

/** A copy of the drawing that looks the same without the page. Shapes that cannot be seen are left out. */
function standalone(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = drawing.querySelectorAll('*');
  const hidden: Element[] = [];
  copy.querySelectorAll('*').forEach((element, i) => {
    const style = getComputedStyle(originals[i] as Element);
    if (style.fill === 'rgba(0, 0, 0, 0)' && style.stroke === 'none') hidden.push(element);
    strip(element);
    const known = element.tagName === 'text' ? textStyles : shapeStyles;
    const declared = Object.entries(known).flatMap(([name, usual]) => {
      const value = style.getPropertyValue(name);
      return value === usual ? [] : [`${name}:${value}`];
    });
    if (declared.length > 0) element.setAttribute('style', declared.join(';'));
  });
  for (const element of hidden) if (element.childElementCount === 0) element.remove();
  strip(copy);
  return copy;
}

/** Takes away what means something on the page only. */
function strip(element: Element): void {
  for (const { name } of [...element.attributes])
    if (pageAttributes.test(name)) element.removeAttribute(name);
  for (const node of [...element.childNodes]) if (node.nodeType === Node.COMMENT_NODE) node.remove();
}

function textAt(x: number, y: number, words: string, style: string): SVGTextElement {
  const text = document.createElementNS(svgSpace, 'text');
  text.setAttribute('x', String(x));
  text.setAttribute('y', String(y));
  text.setAttribute('style', style);
  text.textContent = words;
  return text;
}

/** The picture as an SVG document. */
export function svgPicture(
  drawing: SVGSVGElement,
  { title, legend }: PictureText,
  theme: ChartTheme,
): string {
  const { width: inner, height: high } = drawing.getBoundingClientRect();
  const font = `font-family:${theme.font};fill:${theme.ink}`;
  const named = legend.length > 1 ? legend : [];
  const columns = Math.max(1, Math.floor(inner / 190));
  const root = document.createElementNS(svgSpace, 'svg');
  const [width, height] = [
    Math.round(inner) + 2 * pad,
    Math.round(high) + 2 * pad + titleHeight + Math.ceil(named.length / columns) * 20,
  ];
  root.setAttribute('viewBox', `0 0 ${width} ${height}`);
  root.setAttribute('width', String(width));
  root.setAttribute('height', String(height));
  const ground = document.createElementNS(svgSpace, 'rect');
  ground.setAttribute('width', String(width));
  ground.setAttribute('height', String(height));
  ground.setAttribute('fill', theme.panel);
  const chart = standalone(drawing);
  chart.setAttribute('x', String(pad));
  chart.setAttribute('y', String(pad + titleHeight));
  root.append(ground, textAt(pad, pad + 13, title, `${font};font-size:13px;font-weight:600`), chart);
  named.forEach(({ label, look }, i) => {
    const [x, y] = [pad + 190 * (i % columns), pad + titleHeight + high + 16 + 20 * Math.floor(i / columns)];
    const swatch = document.createElementNS(svgSpace, 'path');
    swatch.setAttribute('d', `M${x} ${y - 4}h20`);
    swatch.setAttribute('stroke', look.color);
    swatch.setAttribute('stroke-width', '2.5');
    swatch.setAttribute('stroke-dasharray', look.dash.join(' '));
    root.append(swatch, textAt(x + 26, y, label, `${font};font-size:12px`));
  });
  return new XMLSerializer().serializeToString(root);
}

/** Asks where to and saves the picture; resolves to the file, or null where the dialog was closed. */
export async function saveSvgPicture(
  kind: 'png' | 'svg',
  drawing: SVGSVGElement,
  text: PictureText,
  theme: ChartTheme,
): Promise<string | null> {
  const svg = svgPicture(drawing, text, theme);
  const name = text.title.slice(0, 200);
  if (kind === 'svg') return call('exits:text', { name, format: 'svg', text: svg });
  const blob = await rasterised(svg);
  return call('charts:savePng', { name, png: new Uint8Array(await blob.arrayBuffer()) });
}

/** The picture in pixels, two for each of the page's. */
async function rasterised(svg: string): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = 2 * image.width;
  canvas.height = 2 * image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
  if (!blob) throw new Error('The picture could not be made.');
  return blob;
}
