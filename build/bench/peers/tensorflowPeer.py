"""TensorFlow: `function` compiles the whole epoch into one tf.function with XLA; `fit`, the usual form, is Keras."""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np
import tensorflow as tf

import common

ACTIVATIONS = {"relu": tf.nn.relu, "sigmoid": tf.nn.sigmoid}
FULL_BATCH_STEPS = 1000


class Graph:
    """One compiled function a shape; the state lives in variables, so that runs of one shape share it."""

    made = {}

    def __init__(self, case, x):
        sizes = common.sizes_of(case, x)
        self.parameters = [tf.Variable(tf.zeros(s)) for i, n in zip(sizes, sizes[1:]) for s in ((i, n), (n,))]
        self.adam = case["optimizer"] == "adam"
        slots = lambda: [tf.Variable(tf.zeros_like(p)) for p in self.parameters] if self.adam else []
        self.m, self.v = slots(), slots()
        self.powers = [tf.Variable(0.9), tf.Variable(0.999)]
        self.activation = ACTIVATIONS[case["activation"]]
        self.binary = case["loss"] == "sigmoid-bce"
        self.by_order = tf.function(self.order_steps, jit_compile=True)
        self.full = tf.function(self.full_steps, jit_compile=True)

    @staticmethod
    def of(case, x):
        key = str((case["data"], case["hidden"], case["activation"], case["batch"], case["loss"], case["optimizer"], len(x)))
        if key not in Graph.made:
            Graph.made[key] = Graph(case, x)
        return Graph.made[key]

    def logits(self, x):
        for layer in range(0, len(self.parameters), 2):
            x = tf.matmul(x, self.parameters[layer]) + self.parameters[layer + 1]
            if layer + 2 < len(self.parameters):
                x = self.activation(x)
        return x

    def step(self, x, y, rate):
        with tf.GradientTape() as tape:
            z = self.logits(x)
            if self.binary:
                rows = tf.nn.sigmoid_cross_entropy_with_logits(tf.cast(y[:, None], tf.float32), z)
            else:
                rows = tf.nn.sparse_softmax_cross_entropy_with_logits(y, z)
            loss = tf.reduce_mean(rows)
        gradients = tape.gradient(loss, self.parameters)
        for i, (parameter, gradient) in enumerate(zip(self.parameters, gradients)):
            if self.adam:
                tf.raw_ops.ResourceApplyAdam(
                    var=parameter.handle, m=self.m[i].handle, v=self.v[i].handle, beta1_power=self.powers[0],
                    beta2_power=self.powers[1], lr=rate, beta1=0.9, beta2=0.999, epsilon=1e-7, grad=gradient,
                )
            else:
                parameter.assign_sub(rate * gradient)
        if self.adam:
            self.powers[0].assign(self.powers[0] * 0.9)
            self.powers[1].assign(self.powers[1] * 0.999)
        return loss

    def order_steps(self, x, y, order, rate):
        losses = tf.TensorArray(tf.float32, order.shape[0])
        for i in tf.range(order.shape[0]):
            rows = order[i]
            losses = losses.write(i, self.step(tf.gather(x, rows), tf.gather(y, rows), rate))
        return losses.stack()

    def full_steps(self, x, y, rate):
        losses = tf.TensorArray(tf.float32, FULL_BATCH_STEPS)
        for i in tf.range(FULL_BATCH_STEPS):
            losses = losses.write(i, self.step(x, y, rate))
        return losses.stack()


TENSORS = {}


def kept(case, name, values):
    key = (case["data"], name, len(values))
    if key not in TENSORS:
        TENSORS[key] = tf.constant(values)
    return TENSORS[key]


class FunctionTrainer:
    def __init__(self, case, seed):
        x, y, test_x, self.test_y = common.data_of(case)
        self.x, self.y, self.test_x = kept(case, "x", x), kept(case, "y", y.astype(np.int32)), kept(case, "test", test_x)
        self.batch = common.batch_of(case, x)
        self.rate = tf.constant(case["learningRate"])
        self.graph = Graph.of(case, x)
        for variable, start in zip(self.graph.parameters, common.initial(case, x, seed)):
            variable.assign(start)
        for slot in (*self.graph.m, *self.graph.v):
            slot.assign(tf.zeros_like(slot))
        self.graph.powers[0].assign(0.9)
        self.graph.powers[1].assign(0.999)
        self.generator = np.random.default_rng(seed)
        self.losses = []

    def epochs(self, count):
        rows = len(self.x)
        if self.batch == rows:
            for _ in range(0, count, FULL_BATCH_STEPS):
                self.losses.append(self.graph.full(self.x, self.y, self.rate).numpy())
            return
        for _ in range(count):
            order = self.generator.permutation(rows).astype(np.int32)
            # The last, shorter batch would need a shape of its own; it is left out.
            order = tf.constant(order[: rows // self.batch * self.batch].reshape(-1, self.batch))
            self.losses.append(self.graph.by_order(self.x, self.y, order, self.rate).numpy())

    def test_error(self):
        z = self.graph.logits(self.test_x).numpy()
        decided = (z[:, 0] > 0).astype(np.int64) if z.shape[1] == 1 else z.argmax(1)
        return 100 * float((decided != self.test_y).mean())


class Recorder(tf.keras.callbacks.Callback):
    def __init__(self, losses):
        super().__init__()
        self.losses = losses

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


class FitTrainer:
    def __init__(self, case, seed):
        self.x, self.y, self.test_x, self.test_y = common.data_of(case)
        self.batch = common.batch_of(case, self.x)
        sizes = common.sizes_of(case, self.x)
        layers = [tf.keras.layers.Dense(n, case["activation"]) for n in sizes[1:-1]] + [tf.keras.layers.Dense(sizes[-1])]
        self.model = tf.keras.Sequential([tf.keras.Input((sizes[0],)), *layers])
        make = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}[case["optimizer"]]
        losses = tf.keras.losses
        loss = (
            losses.BinaryCrossentropy(from_logits=True)
            if case["loss"] == "sigmoid-bce"
            else losses.SparseCategoricalCrossentropy(from_logits=True)
        )
        self.model.compile(make(case["learningRate"]), loss)
        self.model.set_weights(common.initial(case, self.x, seed))
        self.losses = []

    def epochs(self, count):
        self.model.fit(
            self.x, self.y, batch_size=self.batch, epochs=count, shuffle=True, verbose=0, callbacks=[Recorder(self.losses)]
        )

    def test_error(self):
        z = self.model.predict(self.test_x, batch_size=1000, verbose=0)
        decided = (z[:, 0] > 0).astype(np.int64) if z.shape[1] == 1 else z.argmax(1)
        return 100 * float((decided != self.test_y).mean())


common.serve({"function": FunctionTrainer, "fit": FitTrainer})
