/** An activation's derivative by TensorFlow.js's own automatic differentiation of its forward formula; training workers. */
import type * as tfjs from '@tensorflow/tfjs-core';
import { activationOf } from '../../../shared/catalog/activations';
import type { Choice } from '../../../shared/catalog/parameter';
import type { NetworkOps } from '../../../shared/maths/ops';
import { foundTfjs } from './createEagerEngine';
import { tfjsOps } from './tfjsBackend';

/** f′ at each place, float32. The catalog's own derivative takes no part in it. */
export async function activationGradient(
  choice: Choice,
  x: readonly number[],
): Promise<{ readonly values: Float32Array; readonly backend: string }> {
  const { tf, backend } = await foundTfjs();
  // The eager engine brings gradients of its own; tfjs's come with the whole of it, loaded for this alone.
  await import('@tensorflow/tfjs');
  const activation = activationOf(choice.id);
  const ops = { ...tfjsOps(tf), ...steps(tf) };
  const values = tf.tidy(() => {
    const slope = tf.grad((input: tfjs.Tensor) =>
      // Times one, as tfjs cannot differentiate what hands on its input untouched.
      tf.mul(activation.forward(ops, input, choice.params), 1),
    );
    return slope(tf.tensor2d([...x], [x.length, 1], 'float32')).dataSync();
  });
  return { values: Float32Array.from(values), backend };
}

/** Comparisons have slope 0 wherever they have one, which tfjs does not know. */
function steps(tf: typeof tfjs): Pick<NetworkOps<tfjs.Tensor>, 'greater' | 'greaterEqual'> {
  const flat = (compare: (a: tfjs.Tensor, b: tfjs.Tensor) => tfjs.Tensor) =>
    tf.customGrad((a, b) => {
      const [x, y] = [a as tfjs.Tensor, b as tfjs.Tensor];
      return {
        value: tf.cast(compare(x, y), 'float32'),
        gradFunc: () => [tf.zerosLike(x), tf.zerosLike(y)],
      };
    });
  return { greater: flat(tf.greater), greaterEqual: flat(tf.greaterEqual) };
}
