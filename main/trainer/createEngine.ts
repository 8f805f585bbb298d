/** The engine of a run: which one, and how large its calls may be; training workers. */
import type { RunPlan } from '../../shared/config/plan';
import type { RunConfig } from '../../shared/config/runConfig';
import type { EngineInfo } from '../../shared/runs/run';
import { choosePath, type Capabilities } from './capabilities';
import { createEagerEngine } from './eager/createEagerEngine';
import type { PreparedData, TrainingEngine } from './engine';
import { GraphEngine } from './graph/graphEngine';
import { networkOf } from './network';

/** Most steps of a call; a compiled loop has buffers for this many. */
const mostSteps = { full: 8192, batches: 4096 };

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

/** A pure function of the plan: a compiled loop of another size could round differently. */
function stepsPerCall({ trainRows, batchSize, totalSteps }: RunPlan): number {
  const full = batchSize === trainRows;
  const useful = full ? totalSteps : Math.floor(trainRows / batchSize);
  return Math.max(1, Math.min(useful, full ? mostSteps.full : mostSteps.batches));
}

function isPossible(path: EngineInfo['path'], { tensorflow, xla }: Capabilities): boolean {
  if (path === 'graph-xla') return xla;
  return path === 'eager' || tensorflow !== null;
}
