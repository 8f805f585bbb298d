/** How a run was carried out, in a sentence; pure, renderer. */
import type { EngineInfo } from '../../shared/runs/run';

const paths: Readonly<Record<EngineInfo['path'], string>> = {
  'graph-xla': 'a compiled graph (XLA)',
  graph: 'a TensorFlow graph',
  eager: 'single operations (eager)',
};
const backends: Readonly<Record<EngineInfo['backend'], string>> = {
  native: 'native TensorFlow',
  wasm: 'TensorFlow.js on WebAssembly',
  cpu: 'TensorFlow.js in plain JavaScript',
};

/** "Trained by a compiled graph (XLA) in native TensorFlow"; "Trains by …" while it is under way. */
export function engineText({ path, backend }: EngineInfo, active: boolean): string {
  return `${active ? 'Trains' : 'Trained'} by ${paths[path]} in ${backends[backend]}`;
}
