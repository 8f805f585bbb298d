/** LayersModels as plain TensorFlow.js reads them over HTTP, against what the lab's formulas give. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelFiles } from './exportModel';
import { testModels } from './fixtures/models';

const models = testModels();
let server: Server;
let root: string;
beforeAll(async () => {
  await tf.setBackend('cpu');
  server = createServer((request, response) => {
    const [, name = '', file = ''] = (request.url ?? '').split('/');
    const { run, weights, example } = models[name]!;
    response.end(modelFiles(run, weights, example, 'layers-model')[file]);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  root = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test.each(Object.keys(models))('%s: loads in plain tfjs and predicts as the lab does', async (name) => {
  const model = await tf.loadLayersModel(`${root}/${name}/model.json`);
  const text = await (await fetch(`${root}/${name}/example.json`)).text();
  const { inputs, labels, outputs } = JSON.parse(text) as {
    inputs: number[][];
    labels: number[];
    outputs: number[][];
  };
  const predicted = (await (model.predict(tf.tensor(inputs)) as tf.Tensor).array()) as number[][];
  expect(predicted.length).toBe(labels.length);
  expect(predicted.length).toBeGreaterThan(10);
  const differences = predicted.flatMap((row, i) => row.map((value, j) => Math.abs(value - outputs[i]![j]!)));
  expect(Math.max(...differences)).toBeLessThan(1e-5);
  // Outputs that are all alike would agree with anything.
  expect(new Set(outputs.map((row) => row[0]!.toFixed(4))).size).toBeGreaterThan(3);
});
