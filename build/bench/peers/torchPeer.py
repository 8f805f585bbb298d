"""PyTorch: `fused` takes batches by index and steps a fused optimiser; `usual` is what notebooks do: DataLoader, plain Adam, loss.item()."""

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

import common

ACTIVATIONS = {"relu": nn.ReLU, "sigmoid": nn.Sigmoid}


class Trainer:
    def __init__(self, case, seed, fused):
        self.fused = fused
        x, y, test_x, test_y = common.data_of(case)
        self.x, self.y = torch.from_numpy(x), torch.from_numpy(y)
        self.test = torch.from_numpy(test_x), torch.from_numpy(test_y)
        self.batch = common.batch_of(case, x)
        self.binary = case["loss"] == "sigmoid-bce"
        if self.binary:
            self.y = self.y.to(torch.float32).unsqueeze(1)
        sizes = common.sizes_of(case, x)
        layers = []
        for inputs, units in zip(sizes, sizes[1:]):
            layers += [nn.Linear(inputs, units), ACTIVATIONS[case["activation"]]()]
        self.model = nn.Sequential(*layers[:-1])
        with torch.no_grad():
            for parameter, start in zip(self.model.parameters(), common.initial(case, x, seed)):
                parameter.copy_(torch.from_numpy(start.T if start.ndim == 2 else start))
        make = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}[case["optimizer"]]
        self.optimizer = make(self.model.parameters(), case["learningRate"], fused=fused)
        self.loss = F.binary_cross_entropy_with_logits if self.binary else F.cross_entropy
        self.losses = []
        torch.manual_seed(seed)

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(self.model(x), y)
        loss.backward()
        self.optimizer.step()
        return loss

    def epochs(self, count):
        (self.by_index if self.fused else self.by_loader)(count)

    def by_index(self, count):
        rows = len(self.x)
        for _ in range(count):
            if self.batch == rows:
                self.losses.append(self.step(self.x, self.y).detach())
                continue
            for batch in torch.randperm(rows).split(self.batch):
                self.losses.append(self.step(self.x[batch], self.y[batch]).detach())

    def by_loader(self, count):
        if self.batch == len(self.x):
            for _ in range(count):
                self.losses.append(self.step(self.x, self.y).item())
            return
        data = torch.utils.data.TensorDataset(self.x, self.y)
        loader = torch.utils.data.DataLoader(data, batch_size=self.batch, shuffle=True)
        for _ in range(count):
            for x, y in loader:
                self.losses.append(self.step(x, y).item())

    def test_error(self):
        with torch.no_grad():
            logits = self.model(self.test[0])
        decided = (logits[:, 0] > 0).long() if self.binary else logits.argmax(1)
        return 100 * (decided != self.test[1]).double().mean().item()


common.serve({
    "fused": lambda case, seed: Trainer(case, seed, True),
    "usual": lambda case, seed: Trainer(case, seed, False),
})
