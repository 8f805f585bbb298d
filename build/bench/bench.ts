/** The benchmark: who takes part, which parts are run, what is printed; benchmark, Node. */
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { loadDataset } from '../../main/data';
import { readRuntimeFile } from '../../main/runtimeFile';
import { hostEnvironment } from '../../main/trainer/hostChannel';
import { epochCases, pointsParams } from './cases';
import type { Contender } from './contender';
import { measureMemory, memoryText } from './cluster/measureMemory';
import { clusterText, measureCluster, type ClusterFigures } from './cluster/measureCluster';
import { measureCosts } from './costs';
import { measureGrowth, type GrowthPoint } from './growth';
import { judge, names, type Figures } from './limits';
import { LossLabContender } from './lossLab';
import { interleaved } from './measure';
import { measureOutlook, outlookText } from './outlook';
import { PeerContender } from './peerProcess';
import { findPeers, type PeerForm } from './peers';
import { costsText, epochsText, growthText, judgementText, pausesText, sweepText } from './report';
import { measureScheduler } from './scheduler';
import { measureSeveral, severalText } from './several';
import { measureSearch } from './search';
import { lossLabSweeper, peerSweeper, timeSweeps } from './sweep';
import { schedulerText, searchText } from './sweepReport';

/** What run.mjs passes on. */
interface BenchSettings {
  readonly quick: boolean;
  readonly parts: readonly string[] | null;
  readonly cases: readonly string[] | null;
  readonly jsonFile: string | null;
  readonly outFolder: string;
  readonly hostFolder: string;
  readonly peerScripts: string;
  readonly peersFolder: string;
}

const settings = JSON.parse(process.argv[2] ?? '{}') as BenchSettings;
const { quick, outFolder, hostFolder } = settings;
const { mnistDirectory, tensorflow } = readRuntimeFile(outFolder);

const say = (text: string): void => void process.stdout.write(`${text}\n\n`);
const problems: string[] = [];
const onProblem = (name: string, error: unknown): void => {
  problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
};
const wants = (part: string): boolean => settings.parts?.includes(part) ?? (!quick || part !== 'growth');

async function pointsAsJson(): Promise<string> {
  const { features, labels } = await loadDataset({ kind: 'generator', id: 'moons', params: pointsParams });
  return JSON.stringify({ x: [...features], y: [...labels] });
}

async function timeEpochs(forms: readonly PeerForm[]): Promise<Figures['epochs']> {
  const lossLab = new LossLabContender(names.lossLab, { outFolder, hostFolder });
  const env = { LOSSLAB_NO_XLA: '1' };
  const noXla = new LossLabContender(names.noXla, { outFolder, hostFolder, env });
  const twoThreads = new LossLabContender(names.twoThreads, { outFolder, hostFolder, threadsPerRun: 2 });
  const alone = new PeerContender(names.alone, false, 'engine', {
    command: process.execPath,
    args: [path.join(hostFolder, 'engineAlone.cjs')],
    // As the host is started, but in a process of its own.
    env: { BENCH_MNIST: mnistDirectory, ...hostEnvironment({ tensorflow }) },
  });
  const peers = forms.map(({ name, usual, form, program }) => new PeerContender(name, usual, form, program));
  const everybody: Contender[] = [lossLab, alone, noXla, twoThreads, ...peers];
  const results: Figures['epochs'][number][] = [];
  try {
    for (const of of epochCases) {
      if (settings.cases && !settings.cases.some((word) => of.id.includes(word))) continue;
      const isMain = of === epochCases[0];
      // Usual forms take most of the time and decide nothing but for the first case.
      const rounds = { fast: quick ? 3 : isMain ? 9 : 5, usual: quick ? 1 : isMain ? 3 : 1 };
      const timings = await interleaved(of, everybody, rounds, onProblem);
      results.push({ caseId: of.id, timings });
      say(epochsText(of.id, timings));
    }
    say(pausesText(lossLab.pausedAfterMs));
  } finally {
    for (const contender of everybody) await contender.close();
  }
  return results;
}

async function sweep(forms: readonly PeerForm[]): Promise<Figures['sweeps']> {
  const lossLab = lossLabSweeper(outFolder, hostFolder);
  const fast = forms.filter(({ usual }) => !usual);
  const sweepers = (of: readonly PeerForm[]) => [
    lossLab,
    ...of.map(({ name, usual, form, program }) => peerSweeper(name, usual, form, program)),
  ];
  const results: Figures['sweeps'][number][] = [];
  for (const epochs of [1, 10]) {
    // What needs minutes for one sweep is left out of the long one.
    const among = quick || epochs > 1 ? fast : forms;
    const rounds = { fast: quick ? 1 : epochs === 1 ? 3 : 2, usual: 1 };
    const timings = await timeSweeps(sweepers(among), epochs, rounds, onProblem);
    results.push({ epochs, timings });
    say(sweepText(epochs, timings));
  }
  return results;
}

async function growth(): Promise<GrowthPoint[]> {
  const lossLab = new LossLabContender(names.lossLab, { outFolder, hostFolder });
  try {
    return await measureGrowth(lossLab, quick ? 1 : 3);
  } finally {
    await lossLab.close();
  }
}

/** Trials that take no time show what the whole way costs, those that take some how well machines are used. */
async function cluster(): Promise<ClusterFigures[]> {
  const figures: ClusterFigures[] = [];
  for (const trainingMs of [0, 200])
    for (const processes of [1, 2, 4, 8]) {
      const trials = trainingMs === 0 ? (quick ? 300 : 1000) : 60 * processes;
      figures.push(await measureCluster({ outFolder, hostFolder }, processes, trials, trainingMs));
    }
  return figures;
}

async function main(): Promise<void> {
  const startMs = performance.now();
  const points = await pointsAsJson();
  const places = {
    scripts: settings.peerScripts,
    environment: settings.peersFolder,
    mnistDirectory,
    points,
  };
  const { forms, versions, missing } = findPeers(places);
  const cpus = os.cpus();
  const machine = `${cpus[0]?.model.trim() ?? '?'}, ${cpus.length} cores, load ${(os.loadavg()[0] ?? 0).toFixed(1)}`;
  const peers = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  say(`${machine}; ${peers.join(', ') || 'no Python peers'}.`);
  if (missing.length > 0) {
    say(`Not installed: ${missing.join(', ')} (npm run bench -- --setup-peers).`);
  }

  const epochs = wants('epochs') ? await timeEpochs(forms) : [];
  const sweeps = wants('sweep') ? await sweep(forms) : [];
  const costs = wants('costs') ? await measureCosts({ outFolder, hostFolder }, quick ? 1 : 5) : null;
  if (costs) say(costsText(costs));
  const grown = wants('growth') ? await growth() : [];
  if (grown.length > 0) say(growthText(grown));

  const scheduler = wants('scheduler') ? await measureScheduler(outFolder) : null;
  if (scheduler) say(schedulerText(scheduler));
  const searches = wants('search')
    ? await measureSearch({ outFolder, hostFolder, concurrentRuns: 2 }, quick ? 2 : 5)
    : [];
  if (searches.length > 0) say(searchText(searches));

  const several = settings.parts?.includes('several')
    ? await measureSeveral({ outFolder, hostFolder }, quick ? 1 : 5)
    : [];
  if (several.length > 0) say(severalText(several));

  const outlooks = settings.parts?.includes('outlook')
    ? await measureOutlook({ outFolder, hostFolder }, quick ? 1 : 5)
    : [];
  if (outlooks.length > 0) say(outlookText(outlooks));

  const clusters = settings.parts?.includes('cluster') ? await cluster() : [];
  if (clusters.length > 0) say(clusterText(clusters));
  const clusterMemory = settings.parts?.includes('clusterMemory')
    ? await measureMemory({ outFolder, hostFolder }, quick ? [16, 48] : [16, 48, 144])
    : null;
  if (clusterMemory) say(memoryText(clusterMemory));

  const judged = judge({ epochs, sweeps, costs });
  say(judgementText(judged));
  if (problems.length > 0) say(['Problems:', ...problems].join('\n'));
  const minutes = ((performance.now() - startMs) / 60_000).toFixed(1);
  say(`${minutes} minutes; load at the end ${(os.loadavg()[0] ?? 0).toFixed(1)}.`);
  if (settings.jsonFile) {
    const all = {
      machine,
      versions,
      missing,
      epochs,
      sweeps,
      costs,
      growth: grown,
      scheduler,
      searches,
      several,
      outlooks,
      clusters,
      clusterMemory,
      judged,
      problems,
    };
    writeFileSync(settings.jsonFile, `${JSON.stringify(all, null, 2)}\n`);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
