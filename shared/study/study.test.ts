// Study templates, their plans, verdicts and reports (Node).
import { describe, expect, test } from 'vitest';
import type { LossChunk } from '../runs/run';
import { builtInStudies } from './builtIn';
import { curveOf } from './curve';
import { parseRunConfig } from '../config/runConfig';
import { factsOf, outcome } from './fixtures/outcomes';
import { studyFromRuns } from './fromRuns';
import { gradientStep } from './gradientStep';
import { planStudy, scaleConfig, type StudyOptions } from './plan';
import { makeReport } from './report';
import { pooledSpread, student95, verdictOn } from './spread';
import { parseStudy, parseStudyText, rowsOf, type Study } from './studyFile';

const report = builtInStudies()[0] as Study;
const full: StudyOptions = { fraction: 1, seeds: null, rows: null };
const mnistRows = (options: StudyOptions = full) =>
  planStudy(report, options).filter(({ config }) => config.dataset.id === 'mnist');

describe('the report', () => {
  test('has every row of the source with its exact configuration', () => {
    const rows = rowsOf(report);
    expect(rows.map(({ id }) => id)).toEqual(
      ['p-i', 'p-ii', 'p-iii', 'a', 'b', 'c', 'c-i', 'c-ii', 'c-iii', 'd', 'e-i', 'e-ii'].concat(
        ...['f-i', 'f-ii', 'f-iii', 'f-iv', 'f-v', 'f-vi', 'x-i', 'x-ii', 'x-iii'],
      ),
    );
    const table = mnistRows()
      .filter(({ rowId, config }) => !rowId.startsWith('x') && config.seed === firstSeed(rowId))
      .map(({ rowId, config: { model, optimizer, training } }) =>
        [
          rowId,
          model.hidden.map(({ units, activation }) => `${units} ${activation.id}`).join('+') || '-',
          model.outputUnits ?? 10,
          `${optimizer.id} ${optimizer.learningRate}`,
          training.epochs,
        ].join(' | '),
      );
    expect(table).toEqual([
      'a | - | 10 | sgd 0.01 | 15',
      'b | - | 10 | sgd 0.01 | 0',
      'c | 64 sigmoid | 10 | adam 0.001 | 500',
      'c-i | 64 tanh | 10 | adam 0.001 | 500',
      'c-ii | 64 relu | 10 | adam 0.001 | 500',
      'c-iii | 64 leaky-relu | 10 | adam 0.001 | 500',
      'd | 64 relu | 10 | adam 0.0003 | 500',
      'd | 64 relu | 10 | adam 0.001 | 500',
      'd | 64 relu | 10 | adam 0.003 | 500',
      'e-i | 32 relu+24 relu | 10 | adam 0.001 | 500',
      'e-ii | 32 sigmoid+24 sigmoid | 10 | adam 0.001 | 500',
      'f-i | 32 relu | 10 | adam 0.001 | 200',
      'f-ii | 32 sigmoid | 10 | adam 0.001 | 200',
      'f-iii | 64 relu | 10 | adam 0.001 | 500',
      'f-iv | 64 sigmoid | 10 | adam 0.001 | 200',
      'f-v | 128 relu | 200 | adam 0.001 | 200',
      'f-vi | 128 sigmoid | 200 | adam 0.001 | 50',
    ]);
    for (const { rowId, config } of mnistRows()) {
      expect(config).toMatchObject({
        dataset: { standardize: 'scalar', trainRows: null },
        model: { initializer: { id: 'pytorch-uniform' } },
        loss: { id: rowId === 'x-i' ? 'softmax-cross-entropy' : 'double-softmax-cross-entropy' },
        training: { batchSize: 64, earlyStopping: null },
      });
    }
    for (const { config } of planStudy(report, { ...full, rows: ['p-i', 'p-ii', 'p-iii'] }))
      expect(config.training).toMatchObject({ batchSize: 'full', epochs: 100_000 });
  });

  const firstSeed = (rowId: string) => ({ d: 3, 'f-iii': 2 })[rowId] ?? 1;

  test('publishes what the source does', () => {
    const errors = rowsOf(report).flatMap(({ id, published }) =>
      published.filter(({ measure }) => measure === 'testError').map(({ value }) => [id, value] as const),
    );
    expect(Object.fromEntries(errors)).toEqual({
      a: 8.07,
      b: 50,
      c: 3.27,
      'c-i': 3.15,
      'c-ii': 2.7,
      'c-iii': 2.24,
      d: 2.65,
      'e-i': 3.25,
      'e-ii': 3.01,
      'f-i': 3.33,
      'f-ii': 4.45,
      'f-iii': 2.39,
      'f-iv': 3.27,
      'f-v': 2.15,
      'f-vi': 2.7,
    });
  });

  test('survives being written and read', () => {
    expect(parseStudyText(JSON.stringify(report), 'own.json')).toEqual(report);
  });
});

describe('plans', () => {
  test('a fraction leaves at least one epoch, and none where there was none', () => {
    const short = mnistRows({ ...full, fraction: 0.0001 });
    expect(new Set(short.map(({ config }) => config.training.epochs))).toEqual(new Set([0, 1]));
    expect(short.filter(({ config }) => config.training.epochs === 0).map(({ rowId }) => rowId)).toEqual(
      Array.from({ length: 5 }, () => 'b'),
    );
    expect(short.every(({ rowId, isFullLength }) => isFullLength === (rowId === 'b'))).toBe(true);
    const [c] = planStudy(report, { ...full, fraction: 0.02, rows: ['c'] });
    expect(c?.config).toMatchObject({ training: { epochs: 10 }, evaluation: { everyEpochs: 1 } });
    const { config } = planStudy(report, { ...full, rows: ['c'] })[0]!;
    expect(scaleConfig(config, 1)).toBe(config);
  });

  test('seeds and rows can be chosen', () => {
    const runs = planStudy(report, { fraction: 1, seeds: 2, rows: ['b', 'c-ii'] });
    expect(runs.map(({ rowId, config }) => `${rowId} ${config.seed}`)).toEqual([
      'b 1',
      'b 2',
      'c-ii 1',
      'c-ii 2',
    ]);
  });

  test.each([
    [{ fraction: 0 }, /fraction must be above 0/],
    [{ fraction: 1.5 }, /fraction must be above 0/],
    [{ fraction: NaN }, /fraction/],
    [{ seeds: 0 }, /number of seeds/],
    [{ seeds: 1.5 }, /number of seeds/],
    [{ rows: ['c', 'z'] }, /no row "z"; rows are: p-i/],
    [{ rows: [] }, /at least one row/],
  ])('refuses %j', (changes, message) => {
    expect(() => planStudy(report, { ...full, ...changes })).toThrow(message);
  });
});

describe('bad studies', () => {
  const broken = (change: (study: { sections: { rows: Record<string, unknown>[] }[] }) => void) => {
    const study = structuredClone(report) as never;
    change(study);
    return () => parseStudy(study);
  };

  test('say what is wrong and where', () => {
    expect(broken((s) => (s.sections[0]!.rows[1]!['id'] = 'p-i'))).toThrow(/Two rows are called "p-i"/);
    expect(broken((s) => delete s.sections[0]!.rows[1]!['run'])).toThrow(/either a run or a sweep/);
    expect(broken((s) => s.sections[1]!.rows.splice(1, 1))).toThrow(/There is no row "b"/);
    expect(() => parseStudyText('{', 'x.json')).toThrow(/"x.json" is not JSON/);
    expect(() => parseStudy({})).toThrow(/^id|^sections|^title/);
  });
});

describe('verdicts', () => {
  test('Student’s points agree with tables beyond its own', () => {
    // scipy.stats.t.ppf(0.975, df)
    expect(student95(2)).toBeCloseTo(4.303, 3);
    expect(student95(11)).toBeCloseTo(2.201, 2);
    expect(student95(30)).toBeCloseTo(2.0423, 3);
    expect(student95(1000)).toBeCloseTo(1.9623, 3);
  });

  test('spreads are pooled within groups', () => {
    expect(pooledSpread([[1], [2]])).toBeNull();
    expect(pooledSpread([[1, 3], [10, 12], [7]])).toEqual({ deviation: Math.sqrt(2), degrees: 2 });
  });

  test('follow from the difference and the noise', () => {
    const own = { values: [3, 3.2, 3.1], mean: 3.1 };
    const spread = { deviation: 0.1, degrees: 2 };
    // 4.303 · 0.1 · √(4/3) = 0.4969
    expect(verdictOn(3.5, 0, own, spread, true)).toEqual({
      verdict: 'within-noise',
      band: expect.closeTo(0.4969, 3),
    });
    expect(verdictOn(3.7, 0, own, spread, true).verdict).toBe('better');
    expect(verdictOn(2.5, 0, own, spread, true).verdict).toBe('worse');
    expect(verdictOn(2.5, 0, own, spread, false).verdict).toBe('not-comparable');
    expect(verdictOn(2.5, 0, null, spread, true).verdict).toBe('no-result');
    expect(verdictOn(2.5, 0, own, null, true).verdict).toBe('spread-unknown');
    expect(verdictOn(3.1, 0.005, own, null, true).verdict).toBe('within-noise');
  });
});

describe('reports', () => {
  const none = new Map();
  const all = planStudy(report, full);
  const rowOf = (made: ReturnType<typeof makeReport>, id: string) =>
    made.sections.flatMap(({ rows }) => rows).find((row) => row.id === id)!;

  test('pool the spread of equal configurations and judge by it', () => {
    // c-ii, d at 0.001 and f-iii are the same network with other seeds: 2.5, 2.6, 2.7.
    const errors: Record<string, number> = {
      'c-ii 0.001': 2.5,
      'd 0.001': 2.6,
      'f-iii 0.001': 2.7,
      'c-iii 0.001': 3.4,
      c: 3.3,
    };
    const made = makeReport(
      report,
      full,
      factsOf(
        all,
        ({ rowId, config }) =>
          errors[`${rowId} ${config.optimizer.learningRate}`] ?? (rowId === 'd' ? 3 : null),
      ),
      none,
      0,
    );
    const [relu] = rowOf(made, 'c-ii').comparisons;
    expect(relu).toMatchObject({ own: 2.5, difference: expect.closeTo(-0.2, 9), verdict: 'within-noise' });
    expect(relu?.spread).toEqual({ deviation: expect.closeTo(0.1, 9), degrees: 2, of: 'study' });
    // 4.303 · 0.1 · √2 = 0.61
    expect(relu?.band).toBeCloseTo(0.6085, 3);
    expect(rowOf(made, 'c-iii').comparisons[0]?.verdict).toBe('worse');
    expect(rowOf(made, 'c').comparisons[0]).toMatchObject({ own: null, verdict: 'no-result' });
    expect(rowOf(made, 'd')).toMatchObject({ best: 'learning rate 0.001', done: 3 });
    expect(rowOf(made, 'd').comparisons[0]?.own).toBe(2.6);
    expect(made.totals).toMatchObject({ planned: all.length, done: 6, trainingMs: 12_000 });
  });

  test('tell what the source got wrong from what was measured', () => {
    const made = makeReport(
      report,
      full,
      factsOf(all, ({ rowId }, i) => (rowId === 'b' ? 89 + i / 10 : 3)),
      none,
      0,
    );
    const texts = Object.fromEntries(made.findings.map(({ kind, text }) => [kind, text.join(' ')]));
    expect(texts['untrained']).toMatch(/wrong 90\.00 % of the time.*errs on 9\d\.\d\d %.*“close to 0\.5”/);
    expect(texts['loss-floor']).toContain('ln(e + n − 1) − 1 = 1.461 for n = 10 outputs');
    expect(texts['extra-outputs']).toMatch(
      /ln 200 = 5\.298 in place of ln 10 = 2\.303.*from 1\.461 to 4\.307/,
    );
    expect(texts['another-network']).toMatch(
      /gives 3\.01 % for 32, 24 sigmoid.*errs on 3\.00 % here, and on 4\.50 % when PyTorch.*2 seeds, 200 epochs.*All 5 trainings lie between 3\.00 and 4\.50 %.*3\.01 % does too, so it may be chance.*With 64, 24 sigmoid it is 3\.00 % after 100 epochs/,
    );
    expect(texts['gradient-step']).toMatch(/∂L\/∂A = \(−2, 4\).*A′ = \(5, −2\).*16\.5 to 120\.5.*160\.5/);
    expect(texts['gradient-step']).toMatch(
      /ReLU, ∂L\/∂A = \(−2, −4\).*5\.5 to 185\.5\. The published calculation agrees/,
    );
    expect(rowOf(made, 'c').floor).toBeCloseTo(1.4612, 4);
    expect(rowOf(made, 'b').comparisons[0]?.verdict).toBe('contradicted');
  });

  test('do not compare what was trained for a fraction', () => {
    const options = { ...full, fraction: 0.1 };
    const made = makeReport(
      report,
      options,
      factsOf(planStudy(report, options), () => 3),
      none,
      0,
    );
    expect(rowOf(made, 'c').comparisons[0]?.verdict).toBe('not-comparable');
    expect(rowOf(made, 'b').comparisons[0]?.verdict).not.toBe('not-comparable');
  });

  test('time in which runs overlap counts once', () => {
    const facts = factsOf(all.slice(0, 3), () => 1);
    const times = [
      [0, 100],
      [50, 150],
      [400, 500],
    ] as const;
    const timed = facts.map((one, i) => ({
      ...one,
      run: outcome(i + 1, 1, { startedAt: times[i]![0], finishedAt: times[i]![1] }),
    }));
    expect(makeReport(report, full, timed, none, 0).totals.wallMs).toBe(250);
  });
});

test('one gradient step, by hand', () => {
  const input = {
    weights: [3, 2],
    inputs: [
      [2, 1, -1],
      [4, -2, 0],
    ],
    targets: [15, 3, 1],
    learningRate: 1,
  };
  expect(gradientStep({ ...input, activation: 'identity' })).toEqual({
    outputs: [14, -1, -3],
    loss: 16.5,
    gradient: [-2, 4],
    nextWeights: [5, -2],
    nextOutputs: [2, 9, -5],
    nextLoss: 120.5,
  });
  expect(gradientStep({ ...input, activation: 'relu' })).toMatchObject({
    outputs: [14, 0, 0],
    loss: 5.5,
    gradient: [-2, -4],
    nextWeights: [5, 6],
    nextOutputs: [34, 0, 0],
    nextLoss: 185.5,
  });
});

describe('curves', () => {
  const chunk = (firstStep: number, losses: number[]): LossChunk => ({
    firstStep,
    losses: Float32Array.from(losses),
    startMs: 0,
    endMs: 1,
  });

  test('keep first, smallest, largest and last of every stretch', () => {
    const losses = Array.from({ length: 10_000 }, (_, i) => 2 + Math.sin(i * 0.7) + (i === 4321 ? 50 : 0));
    const curve = curveOf([chunk(0, losses.slice(0, 6000)), chunk(6000, losses.slice(6000))], 100)!;
    expect(curve.totalSteps).toBe(10_000);
    expect(curve.steps.length).toBeLessThanOrEqual(400);
    expect(curve.steps[curve.losses.indexOf(Math.max(...curve.losses))]).toBe(4321);
    for (let column = 0; column < 100; column++) {
      const real = losses.slice(column * 100, column * 100 + 100);
      const kept = curve.losses.filter((_, i) => Math.floor(curve.steps[i]! / 100) === column);
      expect(Math.max(...kept)).toBeCloseTo(Math.max(...real), 4);
      expect(Math.min(...kept)).toBeCloseTo(Math.min(...real), 4);
    }
    expect(curve.steps).toEqual([...new Set(curve.steps)].sort((a, b) => a - b));
    expect(curve.steps.at(-1)).toBe(9999);
  });

  test('of few steps has them all; of none there is none', () => {
    expect(curveOf([chunk(0, [3, 2, 1])], 100)).toMatchObject({ steps: [0, 1, 2], losses: [3, 2, 1] });
    expect(curveOf([], 100)).toBeNull();
    expect(curveOf([chunk(0, [NaN])], 100)).toBeNull();
  });
});

describe('a study made of runs', () => {
  const config = (seed: number, units = 8) =>
    parseRunConfig({
      dataset: { id: 'moons', standardize: 'none', testFraction: 0.5 },
      model: { hidden: [{ units, activation: 'tanh' }] },
      optimizer: { id: 'adam', learningRate: 0.01 },
      training: { batchSize: 'full', epochs: 20 },
      seed,
    });
  const run = (number: number, seed: number, testError: number | null, units?: number) => ({
    number,
    name: `Run ${number}`,
    state: 'completed' as const,
    config: config(seed, units),
    result: {
      ...{ finalLoss: 0.1, trainLoss: 0.1, trainError: 4, testLoss: 0.2, testError },
      ...{
        confusion: [],
        confusionOf: 'test' as const,
        perClassError: [],
        epochSeconds: [],
        stoppedEarly: false,
      },
    },
  });

  test('has a row for each configuration, with its seeds and what was recorded', () => {
    const study = studyFromRuns('own', 'Own', [run(3, 7, 12), run(1, 5, 10), run(2, 1, null, 16)]);
    expect(
      rowsOf(study).map(({ id, title, seeds, published }) => ({ id, title, seeds, published })),
    ).toMatchObject([
      { id: 'r1', title: 'Run 1', seeds: [5, 7], published: [{ measure: 'testError', value: 11 }] },
      { id: 'r2', title: 'Run 2', seeds: [1], published: [{ measure: 'trainError', value: 4 }] },
    ]);
    expect(study.referenceLabel).toBe('recorded');
    const seeds = planStudy(study, full).map((planned) => planned.config.seed);
    expect(seeds).toEqual([5, 7, 1]);
  });

  test('needs runs', () => {
    expect(() => studyFromRuns('own', 'Own', [])).toThrow(/at least one run/);
  });
});
