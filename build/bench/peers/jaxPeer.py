"""JAX: `scan` compiles the whole epoch into one call; `step`, the usual form, compiles one step and calls it for every batch."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np

import common

ACTIVATIONS = {"relu": jax.nn.relu, "sigmoid": jax.nn.sigmoid}
# Epochs of a single step are scanned so many at once.
FULL_BATCH_STEPS = 1000


def network(parameters, x, activation):
    for layer in range(0, len(parameters), 2):
        x = x @ parameters[layer] + parameters[layer + 1]
        if layer + 2 < len(parameters):
            x = ACTIVATIONS[activation](x)
    return x


def mean_loss(parameters, x, y, activation, binary):
    z = network(parameters, x, activation)
    if binary:
        z, t = z[:, 0], y.astype(jnp.float32)
        return jnp.mean(jnp.maximum(z, 0) - z * t + jnp.log1p(jnp.exp(-jnp.abs(z))))
    return -jnp.mean(jnp.take_along_axis(jax.nn.log_softmax(z), y[:, None], 1))


def step(state, x, y, rate, activation, binary, optimizer):
    parameters, m, v, t = state
    loss, g = jax.value_and_grad(mean_loss)(parameters, x, y, activation, binary)
    t = t + 1
    each = jax.tree_util.tree_map
    if optimizer == "sgd":
        return (each(lambda p, g: p - rate * g, parameters, g), m, v, t), loss
    m = each(lambda m, g: 0.9 * m + 0.1 * g, m, g)
    v = each(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
    c1, c2 = 1 - 0.9**t, 1 - 0.999**t
    parameters = each(lambda p, m, v: p - rate * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), parameters, m, v)
    return (parameters, m, v, t), loss


FIXED = ("activation", "binary", "optimizer")
one_step = partial(jax.jit, static_argnames=FIXED, donate_argnums=0)(step)


@partial(jax.jit, static_argnames=FIXED, donate_argnums=0)
def by_order(state, x, y, order, rate, activation, binary, optimizer):
    body = lambda state, rows: step(state, x[rows], y[rows], rate, activation, binary, optimizer)
    return jax.lax.scan(body, state, order)


@partial(jax.jit, static_argnames=(*FIXED, "steps"), donate_argnums=0)
def full_batches(state, x, y, rate, activation, binary, optimizer, steps):
    body = lambda state, _: step(state, x, y, rate, activation, binary, optimizer)
    return jax.lax.scan(body, state, None, length=steps)


class Trainer:
    def __init__(self, case, seed, scan):
        self.scan = scan
        x, y, test_x, self.test_y = common.data_of(case)
        # The same arrays for every run of a sweep: jit has them already.
        self.x, self.y, self.test_x = (kept(case, name, of) for name, of in (("x", x), ("y", y.astype(np.int32)), ("test", test_x)))
        self.batch = common.batch_of(case, x)
        start = [jnp.asarray(p) for p in common.initial(case, x, seed)]
        zeros = lambda: [jnp.zeros_like(p) for p in start]
        self.state = (start, zeros(), zeros(), jnp.float32(0))
        self.fixed = dict(activation=case["activation"], binary=case["loss"] == "sigmoid-bce", optimizer=case["optimizer"])
        self.rate = jnp.float32(case["learningRate"])
        self.generator = np.random.default_rng(seed)
        self.losses = []

    def epochs(self, count):
        rows = len(self.x)
        if self.batch == rows:
            self.full(count)
        else:
            for _ in range(count):
                order = self.generator.permutation(rows).astype(np.int32)
                # The last, shorter batch would need a shape of its own; it is left out.
                whole = order[: rows // self.batch * self.batch].reshape(-1, self.batch)
                self.epoch(whole)
        jax.block_until_ready(self.state)

    def epoch(self, order):
        if self.scan:
            self.state, losses = by_order(self.state, self.x, self.y, order, self.rate, **self.fixed)
            self.losses.append(np.asarray(losses))
            return
        for rows in order:
            self.state, loss = one_step(self.state, self.x[rows], self.y[rows], self.rate, **self.fixed)
            self.losses.append(loss)

    def full(self, count):
        if self.scan:
            for _ in range(0, count, FULL_BATCH_STEPS):
                steps = min(count, FULL_BATCH_STEPS)
                self.state, losses = full_batches(self.state, self.x, self.y, self.rate, **self.fixed, steps=steps)
                self.losses.append(np.asarray(losses))
            return
        for _ in range(count):
            self.state, loss = one_step(self.state, self.x, self.y, self.rate, **self.fixed)
            self.losses.append(loss)

    def test_error(self):
        z = np.asarray(network(self.state[0], self.test_x, self.fixed["activation"]))
        decided = (z[:, 0] > 0).astype(np.int64) if z.shape[1] == 1 else z.argmax(1)
        return 100 * float((decided != self.test_y).mean())


DEVICE = {}


def kept(case, name, values):
    key = (case["data"], name, len(values))
    if key not in DEVICE:
        DEVICE[key] = jnp.asarray(values)
    return DEVICE[key]


common.serve({
    "scan": lambda case, seed: Trainer(case, seed, True),
    "step": lambda case, seed: Trainer(case, seed, False),
})
