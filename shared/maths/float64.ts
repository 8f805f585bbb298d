/** The tensor operations on plain float64 arrays: the reference that the fast backends and the gradient check are held against; runs anywhere. */
import type { NetworkOps } from './ops';

/** A tensor of rank 0 to 2, row-major. */
export interface Float64Tensor {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** A tensor from numbers; a scalar without a shape. Throws where their count does not fit. */
export function tensor64(values: ArrayLike<number> | number, shape: readonly number[] = []): Float64Tensor {
  const data = typeof values === 'number' ? Float64Array.of(values) : Float64Array.from(values);
  const size = shape.reduce((a, b) => a * b, 1);
  if (data.length !== size) throw new Error(`${data.length} numbers do not fill [${shape.join(', ')}]`);
  return { shape, data };
}

/**
 * The error function, to float64 precision: Maclaurin series up to 3, beyond it the continued fraction of erfc
 * (Abramowitz and Stegun 7.1.5 and 7.1.14).
 */
export function erf(x: number): number {
  const a = Math.abs(x);
  if (Number.isNaN(x)) return NaN;
  if (a > 6) return Math.sign(x);
  if (a < 3) {
    let term = a;
    let sum = a;
    for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
      term *= (-a * a) / n;
      sum += term / (2 * n + 1);
      if (n > 200) break;
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let k = 60; k >= 1; k--) fraction = k / 2 / (a + fraction);
  return Math.sign(x) * (1 - Math.exp(-a * a) / ((a + fraction) * Math.sqrt(Math.PI)));
}

type Unary = (x: Float64Tensor) => Float64Tensor;
type Binary = (a: Float64Tensor, b: Float64Tensor) => Float64Tensor;

const unary =
  (f: (x: number) => number): Unary =>
  ({ shape, data }) => ({ shape, data: data.map(f) });

const binary =
  (f: (a: number, b: number) => number): Binary =>
  (a, b) =>
    broadcast([a, b], ([x, y]) => f(x as number, y as number));

/** Applies f to elements of tensors that broadcast like NumPy's, up to rank 2. */
function broadcast(
  tensors: readonly Float64Tensor[],
  f: (values: readonly number[]) => number,
): Float64Tensor {
  const rank = Math.max(...tensors.map(({ shape }) => shape.length));
  const matrices = tensors.map(({ shape, data }) => ({
    rows: shape.length === 2 ? (shape[0] as number) : 1,
    columns: shape.length === 0 ? 1 : (shape.at(-1) as number),
    data,
  }));
  const rows = Math.max(...matrices.map((m) => m.rows));
  const columns = Math.max(...matrices.map((m) => m.columns));
  const fits = (size: number, all: number) => size === all || size === 1;
  if (!matrices.every((m) => fits(m.rows, rows) && fits(m.columns, columns))) {
    const shapes = tensors.map(({ shape }) => `[${shape.join(', ')}]`).join(' and ');
    throw new Error(`shapes ${shapes} do not broadcast`);
  }
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const values = matrices.map(
        (m) => m.data[(m.rows === 1 ? 0 : i) * m.columns + (m.columns === 1 ? 0 : j)] as number,
      );
      data[i * columns + j] = f(values);
    }
  }
  return { shape: [[], [columns], [rows, columns]][rank] as number[], data };
}

/** [rows, columns] of a matrix; throws for other ranks. */
function sizes({ shape }: Float64Tensor): readonly [number, number] {
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new Error(`a matrix is needed, not [${shape.join(', ')}]`);
  }
  return [rows, columns];
}

const total = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

function perRow(x: Float64Tensor, f: (row: Float64Array) => number): Float64Array {
  const [rows, columns] = sizes(x);
  return Float64Array.from({ length: rows }, (_, i) => f(x.data.subarray(i * columns, (i + 1) * columns)));
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

const logSumExp = (row: Float64Array): number => {
  const most = Math.max(...row);
  return most + Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0));
};

function softmax(x: Float64Tensor): Float64Tensor {
  const [, columns] = sizes(x);
  const norms = perRow(x, logSumExp);
  return {
    shape: x.shape,
    data: x.data.map((z, i) => Math.exp(z - (norms[Math.floor(i / columns)] as number))),
  };
}

/** a·b, with either transposed first. */
export function matMul(
  a: Float64Tensor,
  b: Float64Tensor,
  transposed: { readonly a?: boolean; readonly b?: boolean } = {},
): Float64Tensor {
  const [aRows, aColumns] = sizes(a);
  const [bRows, bColumns] = sizes(b);
  const [rows, inner] = transposed.a ? [aColumns, aRows] : [aRows, aColumns];
  const [innerB, columns] = transposed.b ? [bColumns, bRows] : [bRows, bColumns];
  if (inner !== innerB)
    throw new Error(`matrices with inner sizes ${inner} and ${innerB} cannot be multiplied`);
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let k = 0; k < inner; k++) {
      const left = a.data[transposed.a ? k * aColumns + i : i * aColumns + k] as number;
      for (let j = 0; j < columns; j++) {
        const right = b.data[transposed.b ? j * bColumns + k : k * bColumns + j] as number;
        data[i * columns + j] = (data[i * columns + j] as number) + left * right;
      }
    }
  }
  return { shape: [rows, columns], data };
}

/** All operations in float64. */
export const float64Ops: NetworkOps<Float64Tensor> = {
  scalar: (value) => tensor64(value),
  add: binary((a, b) => a + b),
  sub: binary((a, b) => a - b),
  mul: binary((a, b) => a * b),
  div: binary((a, b) => a / b),
  maximum: binary(Math.max),
  minimum: binary(Math.min),
  neg: unary((x) => -x),
  exp: unary(Math.exp),
  expm1: unary(Math.expm1),
  log: unary(Math.log),
  log1p: unary(Math.log1p),
  sqrt: unary(Math.sqrt),
  square: unary((x) => x * x),
  abs: unary(Math.abs),
  sign: unary(Math.sign),
  tanh: unary(Math.tanh),
  sigmoid: unary(sigmoid),
  softplus: unary((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  erf: unary(erf),
  relu: unary((x) => Math.max(x, 0)),
  greater: binary((a, b) => (a > b ? 1 : 0)),
  greaterEqual: binary((a, b) => (a >= b ? 1 : 0)),
  select: (mask, a, b) => broadcast([mask, a, b], ([m, x, y]) => (m ? x : y) as number),
  sumRows: (x) => ({ shape: [sizes(x)[0], 1], data: perRow(x, total) }),
  meanRows: (x) => ({ shape: [sizes(x)[0]], data: perRow(x, (row) => total(row) / row.length) }),
  columns: (x) => tensor64(sizes(x)[1]),
  softmax,
  softmaxCrossEntropy: (logits, labels) => {
    const [rows, columns] = sizes(logits);
    const norms = perRow(logits, logSumExp);
    const gradient = softmax(logits);
    const loss = Float64Array.from({ length: rows }, (_, i) => {
      const at = i * columns + (labels.data[i] as number);
      gradient.data[at] = (gradient.data[at] as number) - 1;
      return (norms[i] as number) - (logits.data[at] as number);
    });
    return { loss: { shape: [rows], data: loss }, gradient };
  },
  reluGrad: binary((dy, y) => (y > 0 ? dy : 0)),
  tanhGrad: binary((dy, y) => dy * (1 - y * y)),
  sigmoidGrad: binary((dy, y) => dy * y * (1 - y)),
  layerProduct: (x, kernel) => matMul(x, kernel),
  kernelGradient: (x, dz) => matMul(x, dz, { a: true }),
  inputGradient: (dz, kernel) => matMul(dz, kernel, { b: true }),
  addBias: binary((x, b) => x + b),
  sumColumns: (x) => {
    const [, columns] = sizes(x);
    const data = new Float64Array(columns);
    x.data.forEach((value, i) => (data[i % columns] = (data[i % columns] as number) + value));
    return { shape: [columns], data };
  },
  sum: (x) => tensor64(total(x.data)),
};
