// tfjs as its users use it: tf.sequential and model.fit on tfjs-node; the same conversation as the Python peers (peers/common.py) (Node).
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import tf from '@tensorflow/tfjs-node';

/** @typedef {{ data: 'mnist' | 'points', hidden: number[], activation: string, loss: string, optimizer: string, learningRate: number, batch: number | 'full', rows: number | null }} Case */

const env = (/** @type {string} */ name) => process.env[name] ?? '';

function mnist() {
  const read = (/** @type {string} */ name, /** @type {number} */ header) =>
    readFileSync(path.join(env('BENCH_MNIST'), name)).subarray(header);
  const images = Float32Array.from(read('train-images-idx3-ubyte', 16));
  const mean = images.reduce((a, b) => a + b, 0) / images.length;
  const deviation = Math.sqrt(images.reduce((a, b) => a + (b - mean) ** 2, 0) / images.length);
  const standard = (/** @type {Float32Array} */ of) => of.map((v) => (v - mean) / deviation);
  return {
    x: standard(images),
    y: read('train-labels-idx1-ubyte', 8),
    testX: standard(Float32Array.from(read('t10k-images-idx3-ubyte', 16))),
    testY: read('t10k-labels-idx1-ubyte', 8),
    features: 784,
    classes: 10,
  };
}

function points() {
  const { x, y } = JSON.parse(env('BENCH_POINTS'));
  const [features, labels] = [Float32Array.from(x), Uint8Array.from(y)];
  return { x: features, y: labels, testX: features, testY: labels, features: 2, classes: 2 };
}

const loaders = { mnist, points };
/** @type {Map<string, ReturnType<typeof mnist>>} */
const loaded = new Map();

/** @param {Case} of */
function dataOf(of) {
  const known = loaded.get(of.data) ?? loaders[of.data]();
  loaded.set(of.data, known);
  return known;
}

/**
 * @param {Case} of
 * @param {number} seed
 */
function trainer(of, seed) {
  const { x, y, testX, testY, features, classes } = dataOf(of);
  const rows = of.rows ?? y.length;
  const binary = of.loss === 'sigmoid-bce';
  const inputs = tf.tensor2d(x.subarray(0, rows * features), [rows, features]);
  const labels = tf.tensor1d(Float32Array.from(y.subarray(0, rows)));
  const targets = binary ? labels.expandDims(1) : labels;
  const model = tf.sequential();
  const initializer = (/** @type {number} */ n) => {
    const limit = 1 / Math.sqrt(n);
    return tf.initializers.randomUniform({ minval: -limit, maxval: limit, seed });
  };
  const sizes = [features, ...of.hidden, binary ? 1 : classes];
  sizes.slice(1).forEach((units, i) => {
    const start = initializer(sizes[i] ?? 1);
    const last = i === sizes.length - 2;
    const activation = last ? (binary ? 'sigmoid' : 'softmax') : of.activation;
    const layer = { units, activation, kernelInitializer: start, biasInitializer: start };
    model.add(tf.layers.dense(/** @type {any} */ (i === 0 ? { ...layer, inputShape: [features] } : layer)));
  });
  model.compile({
    optimizer: of.optimizer === 'adam' ? tf.train.adam(of.learningRate) : tf.train.sgd(of.learningRate),
    loss: binary ? 'binaryCrossentropy' : 'sparseCategoricalCrossentropy',
  });
  /** @type {number[]} */
  const losses = [];
  const onBatchEnd = async (/** @type {number} */ _batch, /** @type {any} */ logs) =>
    void losses.push(logs.loss);
  return {
    epochs: (/** @type {number} */ epochs) =>
      model.fit(inputs, targets, {
        epochs,
        batchSize: of.batch === 'full' ? rows : of.batch,
        shuffle: true,
        verbose: 0,
        callbacks: { onBatchEnd },
      }),
    testError: () =>
      tf.tidy(() => {
        const outputs = /** @type {any} */ (model.predict(tf.tensor2d(testX, [testY.length, features])));
        const decided = binary ? outputs.greater(0.5).flatten() : outputs.argMax(1);
        const wrong = [...decided.dataSync()].filter((value, i) => value !== testY[i]).length;
        return (100 * wrong) / testY.length;
      }),
    dispose: () => tf.dispose([inputs, labels, targets, model.getWeights()]),
  };
}

/** @type {ReturnType<typeof trainer> | null} */
let current = null;
const timed = async (/** @type {() => Promise<unknown>} */ work) => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};

/** @param {any} asked */
async function answer(asked) {
  if (asked.do === 'prepare') {
    dataOf(asked.case);
    current?.dispose();
    return { seconds: await timed(() => (current = trainer(asked.case, 1)).epochs(asked.first)) };
  }
  if (asked.do === 'epochs') return { seconds: await timed(async () => current?.epochs(asked.count)) };
  if (asked.do === 'error') return { error: current?.testError() };
  if (asked.do !== 'sweep') throw new Error(`unknown question: ${asked.do}`);
  const errors = [];
  for (const [of, seed] of asked.runs) {
    const run = trainer(of, seed);
    await run.epochs(asked.epochs);
    errors.push(run.testError());
    run.dispose();
  }
  return { errors };
}

for await (const line of createInterface({ input: process.stdin })) {
  const result = await answer(JSON.parse(line));
  const peakBytes = 1024 * process.resourceUsage().maxRSS;
  process.stdout.write(`${JSON.stringify({ ...result, peakBytes })}\n`);
}
