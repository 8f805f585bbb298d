"""Records what PyTorch makes of every activation x optimiser x loss of the catalogs: the yardstick of main/trainer/pytorch.test.ts.

Run by hand when a catalog grows:  npm run bench -- --setup-peers, then
    <cache>/bench-peers/bin/python build/bench/peers/recordTrajectories.py main/trainer/fixtures/pytorchTrajectories.json

Weights and data are float32 numbers, the arithmetic is float64: the recording is what the formulas give, and what differs
from it is the rounding of whoever is compared. Losses are those of each step before its update, as little-endian float32.
"""

import base64
import json
import sys

import numpy as np
import torch
import torch.nn.functional as F

STEPS, ROWS, FEATURES, BATCH, HIDDEN = 100, 24, 3, 8, (6, 5)

ACTIVATIONS = {
    "relu": F.relu,
    "leaky-relu": lambda x: F.leaky_relu(x, 0.01),
    "elu": F.elu,
    "tanh": torch.tanh,
    "sigmoid": torch.sigmoid,
    "softplus": F.softplus,
    "gelu": F.gelu,
    "linear": lambda x: x,
}

OPTIMIZERS = {
    "sgd": (0.05, lambda p, lr: torch.optim.SGD(p, lr)),
    "momentum": (0.02, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9)),
    "nesterov": (0.02, lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True)),
    "rmsprop": (0.005, lambda p, lr: torch.optim.RMSprop(p, lr)),
    "adam": (0.01, lambda p, lr: torch.optim.Adam(p, lr)),
    "adamw": (0.01, lambda p, lr: torch.optim.AdamW(p, lr)),
    "adagrad": (0.05, lambda p, lr: torch.optim.Adagrad(p, lr)),
}


def targets(labels, outputs):
    """One-hot rows, or the label itself for one output."""
    if outputs == 1:
        return labels.to(torch.float64).unsqueeze(1)
    return F.one_hot(labels, outputs).to(torch.float64)


LOSSES = {
    "softmax-cross-entropy": lambda z, y: F.cross_entropy(z, y),
    "sigmoid-bce": lambda z, y: F.binary_cross_entropy_with_logits(z, targets(y, z.shape[1])),
    "double-softmax-cross-entropy": lambda z, y: F.cross_entropy(F.softmax(z, 1), y),
    "mse": lambda z, y: F.mse_loss(z, targets(y, z.shape[1])),
}


def packed(values, dtype="<f4"):
    return base64.b64encode(np.asarray(values, dtype=dtype).tobytes()).decode()


def outputs_of(loss, classes):
    return 1 if classes == 2 and loss in ("sigmoid-bce", "mse") else classes


def initial(outputs):
    """Kernels [inputs, units] and biases, layer by layer, uniform in +-1/sqrt(inputs)."""
    generator = np.random.default_rng(100 + outputs)
    sizes = (FEATURES, *HIDDEN, outputs)
    draw = lambda shape, inputs: generator.uniform(-1, 1, shape).astype(np.float32) / np.float32(inputs**0.5)
    return [part for i, n in zip(sizes, sizes[1:]) for part in (draw((i, n), i), draw((n,), i))]


def trajectory(activation, optimizer, loss, x, y, order, outputs):
    parameters = [torch.tensor(p, dtype=torch.float64, requires_grad=True) for p in initial(outputs)]
    rate, make = OPTIMIZERS[optimizer]
    step = make(parameters, rate)
    losses = []
    for rows in order:
        value = x[rows]
        for layer in range(0, len(parameters), 2):
            value = value @ parameters[layer] + parameters[layer + 1]
            if layer + 2 < len(parameters):
                value = ACTIVATIONS[activation](value)
        batch_loss = LOSSES[loss](value, y[rows])
        step.zero_grad()
        batch_loss.backward()
        step.step()
        losses.append(batch_loss.item())
    return losses


def main(path):
    generator = np.random.default_rng(7)
    x = generator.standard_normal((ROWS, FEATURES)).astype(np.float32)
    # With noise no network separates the classes: where a loss nears 0, a relative distance says nothing.
    score = x @ np.array([1.0, 2.0, -1.0], np.float32) + 2 * generator.standard_normal(ROWS)
    labels = {2: (score > 0).astype(np.uint8), 3: np.digitize(score, [-1.0, 1.0]).astype(np.uint8)}
    epochs = -(-STEPS * BATCH // ROWS)
    order = np.concatenate([generator.permutation(ROWS) for _ in range(epochs)])[: STEPS * BATCH].reshape(STEPS, BATCH)
    given = torch.tensor(x, dtype=torch.float64)

    runs = []
    for a, activation in enumerate(ACTIVATIONS):
        for o, optimizer in enumerate(OPTIMIZERS):
            for l, loss in enumerate(LOSSES):
                classes = 2 + (a + o + l) % 2
                outputs = outputs_of(loss, classes)
                y = torch.tensor(labels[classes], dtype=torch.int64)
                losses = trajectory(activation, optimizer, loss, given, y, torch.tensor(order), outputs)
                runs.append([activation, optimizer, loss, classes, outputs, packed(losses)])

    recording = {
        "torch": torch.__version__,
        "steps": STEPS,
        "batchSize": BATCH,
        "hidden": HIDDEN,
        "features": FEATURES,
        "x": packed(x),
        "labels": {classes: packed(of, "u1") for classes, of in labels.items()},
        "order": packed(order, "<i4"),
        "initial": {outputs: [packed(p) for p in initial(outputs)] for outputs in (1, 2, 3)},
        "learningRates": {optimizer: rate for optimizer, (rate, _) in OPTIMIZERS.items()},
        "runs": runs,
    }
    with open(path, "w") as file:
        file.write(json.dumps(recording, indent=0) + "\n")


main(sys.argv[1])
