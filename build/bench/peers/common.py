"""What the Python peers of the benchmark share: data, and the conversation with the benchmark, one JSON object a line."""

import json
import os
import resource
import sys
import time

import numpy as np


def mnist():
    """Standardised training and test images as float32 [rows, 784], labels as int64."""
    folder = os.environ["BENCH_MNIST"]

    def read(name, header):
        with open(os.path.join(folder, name), "rb") as file:
            return np.frombuffer(file.read(), np.uint8)[header:]

    train, test = (read(f"{kind}-images-idx3-ubyte", 16).reshape(-1, 784).astype(np.float32) for kind in ("train", "t10k"))
    labels = [read(f"{kind}-labels-idx1-ubyte", 8).astype(np.int64) for kind in ("train", "t10k")]
    mean, deviation = train.mean(), train.std()
    return (train - mean) / deviation, labels[0], (test - mean) / deviation, labels[1]


def points():
    """A hundred points in 2-D as the benchmark has made them."""
    given = json.loads(os.environ["BENCH_POINTS"])
    x, y = np.array(given["x"], np.float32).reshape(-1, 2), np.array(given["y"], np.int64)
    return x, y, x, y


LOADED = {}


def data_of(case):
    if case["data"] not in LOADED:
        LOADED[case["data"]] = {"mnist": mnist, "points": points}[case["data"]]()
    x, y, test_x, test_y = LOADED[case["data"]]
    rows = case.get("rows") or len(x)
    return x[:rows], y[:rows], test_x, test_y


def sizes_of(case, x):
    """Widths from the features to the outputs: one output for binary cross-entropy, else one a class."""
    outputs = 1 if case["loss"] == "sigmoid-bce" else (10 if case["data"] == "mnist" else 2)
    return [x.shape[1], *case["hidden"], outputs]


def batch_of(case, x):
    return len(x) if case["batch"] == "full" else case["batch"]


def initial(case, x, seed):
    """Kernels [inputs, units] and biases, uniform in +-1/sqrt(inputs), as float32."""
    generator = np.random.default_rng(seed)
    sizes = sizes_of(case, x)
    draw = lambda inputs, shape: generator.uniform(-1, 1, shape).astype(np.float32) / np.float32(inputs**0.5)
    return [part for i, n in zip(sizes, sizes[1:]) for part in (draw(i, (i, n)), draw(i, (n,)))]


def timed(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def serve(trainers):
    """Answers until standard input ends.

    trainers: form -> function(case, seed) that gives an object with epochs(count), which trains and keeps every step's
    loss, and test_error(), in percent.
    """
    trainer = None
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["do"] == "prepare":
            # Data are there before the clock starts: all begin with arrays in memory.
            data_of(asked["case"])

            def make():
                nonlocal trainer
                trainer = trainers[asked["form"]](asked["case"], 1)
                trainer.epochs(asked["first"])

            answer = {"seconds": timed(make)}
        elif asked["do"] == "epochs":
            answer = {"seconds": timed(lambda: trainer.epochs(asked["count"]))}
        elif asked["do"] == "error":
            answer = {"error": trainer.test_error()}
        elif asked["do"] == "sweep":
            errors = []
            for case, seed in asked["runs"]:
                run = trainers[asked["form"]](case, seed)
                run.epochs(asked["epochs"])
                errors.append(run.test_error())
            answer = {"errors": errors}
        else:
            raise ValueError(asked["do"])
        answer["peakBytes"] = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        print(json.dumps(answer), flush=True)
