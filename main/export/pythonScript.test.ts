/** Python scripts: they run as they are and predict as the lab does, whatever the run is called. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { listZip } from '../data/zip';
import { parseNpy } from '../data/npy';
import { modelFiles } from './exportModel';
import { writeFolder } from './files';
import { testModels } from './fixtures/models';
import { hasPeer, runPython } from './fixtures/peers';
import { writeNpz } from './npz';
import { pythonString } from './pythonText';

const models = testModels();
const root = mkdtempSync(path.join(os.tmpdir(), 'losslab-export-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Runs every script as a program, in one process: the libraries take seconds to load. */
const driver = `
import contextlib, io, json, os, runpy, sys
for folder in sys.argv[1:]:
    said, sys.argv = io.StringIO(), ["model.py"]
    try:
        with contextlib.redirect_stdout(said):
            runpy.run_path(os.path.join(folder, "model.py"), run_name="__main__")
    except SystemExit as end:
        print(json.dumps({"status": end.code, "said": said.getvalue()}), flush=True)
`;

for (const [form, library] of [
  ['pytorch', 'torch'],
  ['keras', 'keras'],
] as const) {
  const isThere = hasPeer(library);
  if (!isThere)
    console.warn(`${library} is not installed here (npm run bench -- --setup): its scripts are not run.`);
  describe.skipIf(!isThere)(`${form}: the scripts`, () => {
    const folderOf = (name: string) => path.join(root, form, name);

    test('predict as the lab does', { timeout: 300_000 }, async () => {
      const names = Object.keys(models);
      for (const name of names) {
        const { run, weights, example } = models[name]!;
        await writeFolder(folderOf(name), modelFiles(run, weights, example, form));
      }
      // The last one is given a weight that is not the lab's: it must say so.
      const { run, weights, example } = models['everyActivation']!;
      const [first, ...others] = weights.layers;
      const wrong = { layers: [{ ...first!, bias: first!.bias.map((value) => value + 1) }, ...others] };
      await writeFolder(folderOf('wrong'), modelFiles(run, wrong, example, form));
      const { stdout, stderr } = runPython(['-c', driver, ...[...names, 'wrong'].map(folderOf)], root);
      const said = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { status: number; said: string });
      expect(said, stderr).toHaveLength(names.length + 1);
      for (const [i, name] of names.entries()) {
        const difference = Number(/difference to LossLab: (\S+)/.exec(said[i]!.said)?.[1]);
        expect(difference, `${name}: ${said[i]!.said}`).toBeLessThan(1e-5);
        expect(said[i]!.status).toBe(0);
      }
      expect(said.at(-1)).toMatchObject({ status: 1 });
    });

    test('predict inputs from a file, and refuse those of another shape', { timeout: 120_000 }, async () => {
      const { run, weights, example } = models['doubleSoftmax']!;
      const folder = folderOf('inputs');
      await writeFolder(folder, modelFiles(run, weights, example, form));
      const inputs = path.join(root, form, 'inputs.npy');
      const npz = writeNpz({ inputs: { shape: [5, 3, 4], data: example.features.slice(0, 60) } });
      writeFileSync(inputs, await listZip(npz, 'inputs.npz')[0]!.read());
      const script = path.join(folder, 'model.py');
      const done = runPython([script, inputs], root);
      expect(done.stderr).not.toContain('Traceback');
      expect(done.stdout).toContain('5 rows predicted');
      const saved = readFileSync(path.join(root, 'predictions.npz'));
      const outputs = listZip(saved, 'predictions.npz').find(({ name }) => name === 'outputs.npy');
      const array = parseNpy(await outputs!.read(), 'outputs');
      expect(array.shape).toEqual([5, 6]);
      const expected = example.outputs.slice(0, 30);
      expected.forEach((value, i) => expect(array.numberAt(i)).toBeCloseTo(value, 5));
      writeFileSync(
        inputs,
        await listZip(writeNpz({ x: { shape: [5, 2], data: new Float32Array(10) } }), 'x')[0]!.read(),
      );
      expect(runPython([script, inputs], root)).toMatchObject({
        status: 2,
        stderr: expect.stringContaining('shape'),
      });
    });
  });
}

test('npz files are what the lab itself reads, byte for byte', async () => {
  const data = Float32Array.of(1.5, -2, 3e-20, Infinity);
  const archive = writeNpz({ a: { shape: [2, 2], data }, b: { shape: [3], data: Uint8Array.of(1, 2, 255) } });
  const entries = listZip(archive, 'test.npz');
  expect(entries.map(({ name }) => name)).toEqual(['a.npy', 'b.npy']);
  const a = parseNpy(await entries[0]!.read(), 'a');
  expect(a.shape).toEqual([2, 2]);
  expect(Array.from(data, (_, i) => a.numberAt(i))).toEqual([...data]);
  const b = parseNpy(await entries[1]!.read(), 'b');
  expect([0, 1, 2].map((i) => b.numberAt(i))).toEqual([1, 2, 255]);
});

test('no text leaves its literal', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const literal = pythonString(text);
      expect(literal).toMatch(/^"(?:[ !#-[\]-~]|\\["\\]|\\u[0-9a-f]{4}|\\U[0-9a-f]{8})*"$/);
    }),
  );
});

test.skipIf(!hasPeer('numpy'))('Python reads back what was written', () => {
  const texts = fc.sample(fc.string({ unit: 'binary' }), 300);
  const script = `import json\nprint(json.dumps([${texts.map(pythonString).join(', ')}]))`;
  const { stdout, stderr } = runPython(['-c', script], root);
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual(texts.map((text) => text.replace(/\p{Surrogate}/gu, '\ufffd')));
});
