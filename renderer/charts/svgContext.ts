/**
 * A drawing context that writes SVG instead of pixels: what draws a chart on a canvas draws it here as paths and text. It has
 * the part of CanvasRenderingContext2D that charts use (renderer).
 */

/** Scale, shear and shift: [a, b, c, d, e, f] as in DOMMatrix. */
type Matrix = readonly [number, number, number, number, number, number];

/** What save() keeps. */
interface State {
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineCap: CanvasLineCap;
  lineJoin: CanvasLineJoin;
  miterLimit: number;
  lineDashOffset: number;
  dash: readonly number[];
  globalAlpha: number;
  font: string;
  textAlign: CanvasTextAlign;
  textBaseline: CanvasTextBaseline;
  matrix: Matrix;
  clip: string | null;
}

const unit: Matrix = [1, 0, 0, 1, 0, 0];
const start: State = {
  fillStyle: '#000',
  strokeStyle: '#000',
  lineWidth: 1,
  lineCap: 'butt',
  lineJoin: 'miter',
  miterLimit: 10,
  lineDashOffset: 0,
  dash: [],
  globalAlpha: 1,
  font: '10px sans-serif',
  textAlign: 'start',
  textBaseline: 'alphabetic',
  matrix: unit,
  clip: null,
};

const multiply = ([a, b, c, d, e, f]: Matrix, [g, h, i, j, k, l]: Matrix): Matrix => [
  a * g + c * h,
  b * g + d * h,
  a * i + c * j,
  b * i + d * j,
  a * k + c * l + e,
  b * k + d * l + f,
];

/** A hundredth of a pixel is finer than anything prints. */
const short = (value: number): string => String(Math.round(value * 100) / 100);
const escaped = (text: string): string =>
  text
    // Not allowed in XML at all.
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** How far below its baseline a text's anchor lies, in shares of its size. */
const baselines: Readonly<Record<CanvasTextBaseline, number>> = {
  alphabetic: 0,
  bottom: -0.22,
  hanging: 0.73,
  ideographic: -0.12,
  middle: 0.35,
  top: 0.85,
};

/** Measures text as the page would draw it. */
export type MeasureText = (text: string, font: string) => TextMetrics;

export class SvgContext {
  /** Where Chart.js looks for the size of what it draws on. */
  readonly canvas: { readonly width: number; readonly height: number };
  private state: State = { ...start };
  private readonly saved: State[] = [];
  private readonly parts: string[] = [];
  private readonly clips: string[] = [];
  private path: string[] = [];
  /** Rectangles of one look that follow one another are one path: a column of a noisy curve is one of a thousand. */
  private rectangles: { readonly look: string; readonly clip: string | null; d: string } | null = null;

  constructor(
    readonly width: number,
    readonly height: number,
    private readonly measure: MeasureText,
  ) {
    this.canvas = { width, height };
  }

  /** The whole picture as a document; `ground` is the colour behind it. */
  document(title: string, ground: string): string {
    this.endRectangles();
    const size = `width="${short(this.width)}" height="${short(this.height)}" viewBox="0 0 ${short(this.width)} ${short(this.height)}"`;
    const clips = this.clips.length > 0 ? `<defs>\n${this.clips.join('\n')}\n</defs>\n` : '';
    return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="${escaped(ground)}"/>
${clips}${this.parts.join('\n')}
</svg>
`;
  }

  // What charts set as properties.
  get fillStyle(): string {
    return this.state.fillStyle;
  }
  set fillStyle(value: string | CanvasGradient | CanvasPattern) {
    if (typeof value === 'string') this.state.fillStyle = value;
  }
  get strokeStyle(): string {
    return this.state.strokeStyle;
  }
  set strokeStyle(value: string | CanvasGradient | CanvasPattern) {
    if (typeof value === 'string') this.state.strokeStyle = value;
  }
  get lineWidth(): number {
    return this.state.lineWidth;
  }
  set lineWidth(value: number) {
    if (value > 0) this.state.lineWidth = value;
  }
  get lineCap(): CanvasLineCap {
    return this.state.lineCap;
  }
  set lineCap(value: CanvasLineCap) {
    this.state.lineCap = value;
  }
  get lineJoin(): CanvasLineJoin {
    return this.state.lineJoin;
  }
  set lineJoin(value: CanvasLineJoin) {
    this.state.lineJoin = value;
  }
  get miterLimit(): number {
    return this.state.miterLimit;
  }
  set miterLimit(value: number) {
    this.state.miterLimit = value;
  }
  get lineDashOffset(): number {
    return this.state.lineDashOffset;
  }
  set lineDashOffset(value: number) {
    this.state.lineDashOffset = value;
  }
  get globalAlpha(): number {
    return this.state.globalAlpha;
  }
  set globalAlpha(value: number) {
    if (value >= 0 && value <= 1) this.state.globalAlpha = value;
  }
  get font(): string {
    return this.state.font;
  }
  set font(value: string) {
    this.state.font = value;
  }
  get textAlign(): CanvasTextAlign {
    return this.state.textAlign;
  }
  set textAlign(value: CanvasTextAlign) {
    this.state.textAlign = value;
  }
  get textBaseline(): CanvasTextBaseline {
    return this.state.textBaseline;
  }
  set textBaseline(value: CanvasTextBaseline) {
    this.state.textBaseline = value;
  }
  imageSmoothingEnabled = true;
  direction: CanvasDirection = 'ltr';
  globalCompositeOperation: GlobalCompositeOperation = 'source-over';
  shadowColor = 'transparent';
  shadowBlur = 0;
  shadowOffsetX = 0;
  shadowOffsetY = 0;

  save(): void {
    this.saved.push({ ...this.state });
  }
  restore(): void {
    const before = this.saved.pop();
    if (before) this.state = before;
  }

  transform(a: number, b: number, c: number, d: number, e: number, f: number): void {
    this.state.matrix = multiply(this.state.matrix, [a, b, c, d, e, f]);
  }
  setTransform(a = 1, b = 0, c = 0, d = 1, e = 0, f = 0): void {
    this.state.matrix = [a, b, c, d, e, f];
  }
  resetTransform(): void {
    this.state.matrix = unit;
  }
  translate(x: number, y: number): void {
    this.transform(1, 0, 0, 1, x, y);
  }
  scale(x: number, y: number): void {
    this.transform(x, 0, 0, y, 0, 0);
  }
  rotate(angle: number): void {
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  beginPath(): void {
    this.path = [];
  }
  closePath(): void {
    if (this.path.length > 0) this.path.push('Z');
  }
  moveTo(x: number, y: number): void {
    this.path.push(`M${this.point(x, y)}`);
  }
  lineTo(x: number, y: number): void {
    this.path.push(`${this.path.length === 0 ? 'M' : 'L'}${this.point(x, y)}`);
  }
  quadraticCurveTo(cx: number, cy: number, x: number, y: number): void {
    this.path.push(`Q${this.point(cx, cy)} ${this.point(x, y)}`);
  }
  bezierCurveTo(ax: number, ay: number, bx: number, by: number, x: number, y: number): void {
    this.path.push(`C${this.point(ax, ay)} ${this.point(bx, by)} ${this.point(x, y)}`);
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }
  /** Arcs are written in halves: SVG cannot say a whole circle in one. */
  arc(x: number, y: number, radius: number, from: number, to: number, backwards = false): void {
    const round = 2 * Math.PI;
    let sweep = backwards ? from - to : to - from;
    sweep = sweep >= round ? round : ((sweep % round) + round) % round;
    const direction = backwards ? -1 : 1;
    const [a, b, c, d] = this.state.matrix;
    const scale = Math.sqrt(Math.abs(a * d - b * c));
    const flips = a * d - b * c < 0;
    const at = (angle: number) => this.point(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    this.path.push(`${this.path.length === 0 || this.path.at(-1) === 'Z' ? 'M' : 'L'}${at(from)}`);
    for (const part of [0.5, 1]) {
      const turn = direction > 0 !== flips ? 1 : 0;
      this.path.push(
        `A${short(radius * scale)} ${short(radius * scale)} 0 0 ${turn} ${at(from + direction * sweep * part)}`,
      );
    }
  }
  roundRect(x: number, y: number, width: number, height: number): void {
    this.rect(x, y, width, height);
  }
  ellipse(x: number, y: number, rx: number, ry: number, turn: number, from: number, to: number): void {
    this.save();
    this.translate(x, y);
    this.rotate(turn);
    this.scale(1, ry / (rx || 1));
    this.arc(0, 0, rx, from, to);
    this.restore();
  }

  clip(): void {
    const id = `clip${this.clips.length + 1}`;
    const within = this.state.clip === null ? '' : ` clip-path="url(#${this.state.clip})"`;
    this.clips.push(`<clipPath id="${id}"${within}><path d="${this.path.join('')}"/></clipPath>`);
    this.state.clip = id;
  }

  fill(): void {
    if (this.path.length === 0) return;
    this.put(`<path d="${this.path.join('')}" ${this.paint('fill', this.state.fillStyle)}`);
  }
  stroke(): void {
    if (this.path.length === 0) return;
    const { lineWidth, lineCap, lineJoin, dash, lineDashOffset, strokeStyle } = this.state;
    const look = [
      `fill="none" ${this.paint('stroke', strokeStyle)} stroke-width="${short(lineWidth * this.zoom())}"`,
      ...(lineCap === 'butt' ? [] : [`stroke-linecap="${lineCap}"`]),
      ...(lineJoin === 'miter' ? [] : [`stroke-linejoin="${lineJoin}"`]),
      ...(dash.length === 0
        ? []
        : [`stroke-dasharray="${dash.map((one) => short(one * this.zoom())).join(' ')}"`]),
      ...(lineDashOffset === 0 ? [] : [`stroke-dashoffset="${short(lineDashOffset)}"`]),
    ];
    this.put(`<path d="${this.path.join('')}" ${look.join(' ')}`);
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    const kept = this.path;
    this.path = [];
    this.rect(x, y, width, height);
    const look = this.paint('fill', this.state.fillStyle);
    const { clip } = this.state;
    if (this.rectangles?.look !== look || this.rectangles.clip !== clip) {
      this.endRectangles();
      this.rectangles = { look, clip, d: '' };
    }
    this.rectangles.d += this.path.join('');
    this.path = kept;
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    const kept = this.path;
    this.path = [];
    this.rect(x, y, width, height);
    this.stroke();
    this.path = kept;
  }
  /** Nothing is there before the first stroke. */
  clearRect(): void {
    return;
  }

  setLineDash(dash: readonly number[]): void {
    this.state.dash = [...dash];
  }
  getLineDash(): number[] {
    return [...this.state.dash];
  }

  measureText(text: string): TextMetrics {
    return this.measure(text, this.state.font);
  }
  fillText(text: string, x: number, y: number, maxWidth?: number): void {
    const { font, textAlign, textBaseline, fillStyle, matrix } = this.state;
    const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 10);
    const anchor = { left: 'start', start: 'start', center: 'middle', right: 'end', end: 'end' }[textAlign];
    const squeezed =
      maxWidth !== undefined && this.measureText(text).width > maxWidth
        ? ` textLength="${short(maxWidth)}" lengthAdjust="spacingAndGlyphs"`
        : '';
    const turned = matrix.map((part) => Math.round(part * 1e4) / 1e4).join(' ');
    this.put(
      `<text transform="matrix(${turned})" x="${short(x)}" y="${short(y + baselines[textBaseline] * size)}" text-anchor="${anchor}"${squeezed} style="font: ${escaped(font)}" ${this.paint('fill', fillStyle)}`,
      escaped(text),
    );
  }
  /** Haloes around text are left out: they would be another copy of it. */
  strokeText(): void {
    return;
  }

  /** Pixels stay pixels: they are put in as a PNG. */
  drawImage(image: CanvasImageSource, ...numbers: number[]): void {
    const picture = canvasOf(image);
    if (!picture) return;
    const whole = numbers.length >= 8;
    const [sx = 0, sy = 0, sw = picture.width, sh = picture.height] = whole ? numbers : [];
    const [x = 0, y = 0, width = sw, height = sh] = whole ? numbers.slice(4) : numbers;
    const cut = document.createElement('canvas');
    [cut.width, cut.height] = [Math.max(1, Math.round(sw)), Math.max(1, Math.round(sh))];
    cut.getContext('2d')?.drawImage(picture, sx, sy, sw, sh, 0, 0, cut.width, cut.height);
    const sharp = this.imageSmoothingEnabled ? '' : ' style="image-rendering: pixelated"';
    const turned = this.state.matrix.map((part) => Math.round(part * 1e4) / 1e4).join(' ');
    this.put(
      `<image transform="matrix(${turned})" x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" preserveAspectRatio="none"${sharp} href="${cut.toDataURL('image/png')}"`,
    );
  }

  /** Puts in elements that are SVG already, with their upper left corner at a place. */
  embed(elements: string, x: number, y: number): void {
    this.endRectangles();
    this.parts.push(`<g transform="translate(${short(x)} ${short(y)})">${elements}</g>`);
  }

  private point(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.state.matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  }
  private zoom(): number {
    const [a, b, c, d] = this.state.matrix;
    return Math.sqrt(Math.abs(a * d - b * c));
  }
  private paint(what: 'fill' | 'stroke', color: string): string {
    const alpha = this.state.globalAlpha;
    return `${what}="${escaped(color)}"${alpha < 1 ? ` ${what}-opacity="${short(alpha)}"` : ''}`;
  }
  private endRectangles(): void {
    if (!this.rectangles) return;
    const { look, clip, d } = this.rectangles;
    this.rectangles = null;
    this.parts.push(`<path d="${d}" ${look}${clip === null ? '' : ` clip-path="url(#${clip})"`}/>`);
  }
  private put(element: string, content?: string): void {
    this.endRectangles();
    const clip = this.state.clip === null ? '' : ` clip-path="url(#${this.state.clip})"`;
    // A clip is in the picture's coordinates, a turned element is not: it stands in a group.
    const isTurned = element.includes(' transform=');
    const end = content === undefined ? '/>' : `>${content}</text>`;
    this.parts.push(isTurned && clip !== '' ? `<g${clip}>${element}${end}</g>` : `${element}${clip}${end}`);
  }
}

function canvasOf(image: CanvasImageSource): (CanvasImageSource & { width: number; height: number }) | null {
  const { width, height } = image as { readonly width: unknown; readonly height: unknown };
  return typeof width === 'number' && typeof height === 'number' && width > 0 && height > 0
    ? (image as CanvasImageSource & { width: number; height: number })
    : null;
}
