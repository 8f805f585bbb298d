"""Trains rows of the published study in PyTorch, to see whether a published error that the lab does not reach is reached there.

Run: python studyCheck.py MNIST_FOLDER ROW SEED EPOCHS; prints epoch, test error and training error (percent) every ten
epochs. The folder holds the four idx files of MNIST. Its last values stand in shared/study/templates/report.json.
"""

import pathlib
import sys

import numpy as np
import torch


def read_idx(folder, stem):
    (file,) = [path for path in pathlib.Path(folder).iterdir() if path.name.startswith(stem)]
    data = file.read_bytes()
    shape = [int.from_bytes(data[4 + 4 * i : 8 + 4 * i], "big") for i in range(data[3])]
    return np.frombuffer(data, np.uint8, offset=4 + 4 * len(shape)).reshape(shape)


def network(widths):
    layers, inputs = [], 784
    for units in widths:
        layers += [torch.nn.Linear(inputs, units), torch.nn.Sigmoid()]
        inputs = units
    # As the notebooks have it: the network ends in softmax, and the cross-entropy applies log-softmax again.
    return torch.nn.Sequential(*layers, torch.nn.Linear(inputs, 10), torch.nn.Softmax(1))


ROWS = {"e-ii": [32, 24], "f-ii": [32], "c": [64], "x-iii": [64, 24]}


def main(folder, row, seed, epochs):
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    train = read_idx(folder, "train-images").reshape(60000, 784).astype(np.float32)
    test = read_idx(folder, "t10k-images").reshape(10000, 784).astype(np.float32)
    mean, deviation = train.mean(), train.std()
    x, x_test = (torch.tensor((images - mean) / deviation) for images in (train, test))
    y, y_test = (torch.tensor(read_idx(folder, stem).astype(np.int64)) for stem in ("train-labels", "t10k-labels"))
    net = network(ROWS[row])
    optimizer = torch.optim.Adam(net.parameters(), 1e-3, fused=True)
    loss_of = torch.nn.CrossEntropyLoss()

    def error(features, labels):
        with torch.no_grad():
            return 100 * (net(features).argmax(1) != labels).float().mean().item()

    for epoch in range(1, epochs + 1):
        order = torch.randperm(60000)
        for at in range(0, 60000, 64):
            rows = order[at : at + 64]
            optimizer.zero_grad()
            loss_of(net(x[rows]), y[rows]).backward()
            optimizer.step()
        if epoch % 10 == 0 or epoch == epochs:
            print(epoch, f"{error(x_test, y_test):.2f}", f"{error(x, y):.2f}", flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
