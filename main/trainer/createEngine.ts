/** The engine of a run: which one, and how large its calls may be; training workers. */
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { EngineInfo } from '../../shared/runs/run';
import { choosePath, type Capabilities } from './capabilities';
import { createEagerEngine } from './eager/createEagerEngine';
import type { PreparedData, TrainingEngine } from './engine';
import { GraphEngine } from './graph/graphEngine';
import { networkOf } from './network';

/** Most steps of a call; a compiled loop has buffers for this many, which are fed and fetched whole. */
const mostSteps = 32_768;
/** What a call's steps may compute and gather: some 50 ms of one core's work, and rows that do not fill the memory. */
const mostWork = { operations: 3e9, values: 1 << 23 };
/** A step of the whole of a small data set: time that it takes however small, and operations a second, at best. */
const fullStep = { ms: 0.001, operationsPerMs: 2e7, wantedMs: 60 };

/**
 * The engine for a configuration on prepared data.
 * @param wanted the way a checkpoint was made, which is kept where the machine can; null for a new run
 */
export async function createEngine(
  config: RunConfig,
  plan: RunPlan,
  data: PreparedData,
  capabilities: Capabilities,
  wanted: EngineInfo['path'] | null,
): Promise<TrainingEngine> {
  const chosen = choosePath(plan, capabilities);
  const path = wanted !== null && isPossible(wanted, capabilities) ? wanted : chosen;
  const notes = [...capabilities.notes];
  if (wanted !== null && path !== wanted) {
    notes.push(
      'The run was begun with an engine that is not available here; its numbers may differ in the last digits.',
    );
  }
  const spec = networkOf(config, plan);
  if (path === 'eager') return createEagerEngine(spec, data, notes);
  return new GraphEngine({
    spec,
    data,
    batchSize: plan.batchSize,
    maxSteps: stepsPerCall(plan),
    info: { backend: 'native', path, notes },
  });
}

/**
 * Steps that a call has room for. A pure function of the plan: a compiled loop of another size could round differently.
 * Where rows are gathered, all of a compiled call's are, however few steps it is asked for: no more than it will do.
 */
export function stepsPerCall({ trainRows, batchSize, totalSteps, layers, parameterCount }: RunPlan): number {
  if (batchSize === trainRows) {
    const stepMs = fullStep.ms + (6 * parameterCount * batchSize) / fullStep.operationsPerMs;
    return Math.max(1, Math.min(totalSteps, mostSteps, Math.floor(fullStep.wantedMs / stepMs)));
  }
  const fullBatches = Math.floor(trainRows / batchSize);
  const features = layers[0]?.inputs ?? 1;
  const fitting = Math.min(
    mostSteps,
    // A step multiplies and adds three times a parameter and row.
    Math.floor(mostWork.operations / (6 * parameterCount * batchSize)),
    Math.floor(mostWork.values / (features * batchSize)),
  );
  // An epoch is cut into calls of one size, as far as possible.
  const calls = Math.ceil(fullBatches / Math.max(1, fitting));
  return Math.ceil(fullBatches / calls);
}

function isPossible(path: EngineInfo['path'], { tensorflow, xla }: Capabilities): boolean {
  if (path === 'graph-xla') return xla;
  return path === 'eager' || tensorflow !== null;
}
