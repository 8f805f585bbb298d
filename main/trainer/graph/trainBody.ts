/** The body of the training loop: one step on variables; training workers only. */
import { dropoutThreshold, hashMultipliers } from '../../../shared/maths/counterHash';
import type { NetworkSpec } from '../network';
import { lossAndGradients } from '../step';
import type { FunctionBuilder } from './functionBuilder';
import { graphOps } from './graphOps';
import { attr, type GraphTensor } from './nodes';
import { binaryInt, expanded, gatherRow, normalised, oneHot, readLayer, unpack } from './pieces';
import { at, type Handles, type TrainForm } from './trainForm';
import type { GraphUpdate } from './updates';

/** One step: takes the batch, computes gradients, updates, writes the loss into its place. */
export function writeBody(
  body: FunctionBuilder,
  spec: NetworkSpec,
  form: TrainForm,
  update: GraphUpdate,
  handles: Handles,
): void {
  const i = at(handles, 'i');
  let x = at(handles, 'x');
  let labels = at(handles, 'labels');
  let targets = handles.get('targets');
  if (form.rows !== 'full') {
    const rows =
      form.rows === 'taken'
        ? i
        : gatherRow(body, at(handles, 'order'), binaryInt(body, 'AddV2', at(handles, 'first'), i));
    x = normalised(body, form, gatherRow(body, x, rows), at(handles, 'mean'), at(handles, 'invStd'));
    labels = body.cast(gatherRow(body, labels, rows), 'int32');
    targets = oneHot(body, spec, labels);
  }
  const layers = spec.layers.map((shape, l) =>
    readLayer(body, shape, { kernel: at(handles, `p${2 * l}`), bias: at(handles, `p${2 * l + 1}`) }),
  );
  const masks = spec.dropout > 0 ? writeMasks(body, spec, handles) : [];
  const batch = { x, labels, targets: targets ?? labels, inverseRows: at(handles, 'inverseRows'), masks };
  const { loss, gradients } = lossAndGradients(graphOps(body), spec, layers, batch);

  const row = gatherRow(body, at(handles, 'steps'), i);
  const inputs = unpack(body, row, update.stepWidth);
  layers.forEach((layer, l) => {
    for (const [kind, part] of (['kernel', 'bias'] as const).entries()) {
      const name = `p${2 * l + kind}`;
      const gradient = gradients[l]?.[part];
      if (!gradient) throw new Error(`layer ${l} has no gradient`);
      const slots = Array.from({ length: form.slotsPerParameter }, (_, s) => at(handles, `${name}_s${s}`));
      const parameter = { variable: at(handles, name), value: layer[part], gradient, slots };
      update.emit(body, parameter, inputs, spec.optimizer.params);
    }
  });

  const index = expanded(body, expanded(body, i));
  const value = expanded(body, loss);
  const losses = body.node(
    'TensorScatterUpdate',
    'output',
    'float32',
    [at(handles, 'losses'), index, value],
    {
      attrs: { T: attr.type('float32'), Tindices: attr.type('int32') },
    },
  );
  handles.set('losses', losses);
  handles.set('i', binaryInt(body, 'AddV2', i, body.int(1)));
}

/** The dropout masks of a step: the integer hash of shared/maths/counterHash as graph nodes. */
function writeMasks(body: FunctionBuilder, spec: NetworkSpec, handles: Handles): GraphTensor[] {
  const keys = unpack(
    body,
    gatherRow(body, at(handles, 'keys'), at(handles, 'i')),
    2 * spec.activations.length,
  );
  const int = (op: string, a: GraphTensor, b: GraphTensor) => binaryInt(body, op, a, b);
  // Right shifts of int32 keep the sign; the mask takes the copied sign bits away.
  const shifted = (h: GraphTensor, by: number) =>
    int('BitwiseAnd', int('RightShift', h, body.int(by)), body.int(0xffff_ffff >>> by));
  const folded = (h: GraphTensor, by: number) => int('BitwiseXor', h, shifted(h, by));
  const ops = graphOps(body);
  const threshold = body.float(dropoutThreshold(spec.dropout));
  const kept = body.float(1 / (1 - spec.dropout));
  return spec.activations.map((_, l) => {
    const [first, second] = [keys[2 * l], keys[2 * l + 1]];
    if (!first || !second) throw new Error(`layer ${l} has no dropout keys`);
    let h = folded(int('AddV2', at(handles, `counter${l}`), first), 16);
    h = int('BitwiseXor', int('Mul', h, body.int(hashMultipliers.first)), second);
    h = int('Mul', folded(h, 13), body.int(hashMultipliers.second));
    const bits = body.cast(shifted(folded(h, 16), 8), 'float32');
    return ops.mul(ops.greaterEqual(bits, threshold), kept);
  });
}
