/** What TensorFlow can do on this machine, and which way a run takes; training workers. */
import type { RunPlan } from '../../shared/config/plan';
import type { EngineInfo } from '../../shared/runs/run';
import { tensorFlow, tensorFlowProblem } from './binding';
import { eagerBackend } from './eager/createEagerEngine';
import { FunctionBuilder } from './graph/functionBuilder';
import { graphOps } from './graph/graphOps';
import { attr } from './graph/nodes';
import { encodeSavedModel } from './graph/proto';
import { loadGraph } from './graph/sessions';

/** Found out once per host, in its first worker. */
export interface Capabilities {
  readonly backend: EngineInfo['backend'];
  /** Version of libtensorflow, or null where there is none. */
  readonly tensorflow: string | null;
  readonly xla: boolean;
  /** Why something is missing, in plain sentences. */
  readonly notes: readonly string[];
}

/** Loads TensorFlow and tries XLA on a graph of one addition. */
export async function findCapabilities(): Promise<Capabilities> {
  const problem = tensorFlowProblem();
  if (problem !== null) {
    const backend = await eagerBackend();
    return { backend, tensorflow: null, xla: false, notes: [problem, 'Training uses a slower engine.'] };
  }
  const { TF_Version: tensorflow } = tensorFlow();
  const xla = process.env['LOSSLAB_NO_XLA'] !== '1' && xlaWorks();
  const notes = xla ? [] : ['This TensorFlow cannot compile graphs (XLA); they run as they are.'];
  return { backend: 'native', tensorflow, xla, notes };
}

/** Below this many steps compilation (about 0.6 s) costs more than the 30 µs or so that it saves a step. */
const xlaFromSteps = 20_000;

/** The way a run is trained. It follows from the plan and the machine only, so that a repeated run has the same roundings. */
export function choosePath(plan: RunPlan, { tensorflow, xla }: Capabilities): EngineInfo['path'] {
  if (tensorflow === null) return 'eager';
  return xla && plan.totalSteps >= xlaFromSteps ? 'graph-xla' : 'graph';
}

function xlaWorks(): boolean {
  const sum = new FunctionBuilder('probe');
  const x = sum.argument('x', 'float32');
  const compiled = { _XlaMustCompile: attr.bool(true) };
  const definition = sum.finish([['sum', graphOps(sum).add(x, x)]], compiled);
  const floats = attr.types(['float32']);
  const nodes = [
    { name: 'x', op: 'Placeholder', input: [], attr: { dtype: attr.type('float32') } },
    {
      name: 'y',
      op: 'StatefulPartitionedCall',
      input: ['x'],
      attr: { Tin: floats, Tout: floats, f: attr.func('probe'), ...compiled },
    },
  ];
  try {
    const session = loadGraph(encodeSavedModel(nodes, [definition]));
    const [y] = session.run(
      { inputs: ['x'], outputs: ['y'] },
      { x: { shape: [1], data: Float32Array.of(2) } },
    );
    session.close();
    return y?.[0] === 4;
  } catch {
    return false;
  }
}
