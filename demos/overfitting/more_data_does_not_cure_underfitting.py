"""On XOR ten times the samples close the gap of a network without hidden layer, but leave it at chance.

x and −x have the same label, but lie on opposite sides of any line through 0: such a line errs on
just half of all inputs, and no sample can teach it better.  With few samples it can still fit chance
features of them.  A hidden layer can bend the line, and more samples then show it where.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, close

CASE = {"hidden": 0}
CONTROL = {"hidden": 32}

NETWORKS = 20  # each with a task of its own, trained on few of its samples and on many
UNSEEN = 500
BATCH = 32
VARIANCE = 0.25 / NETWORKS  # of a share of coin tosses, over all networks, times the number of samples


def measure(
    hidden: int, seed: int, samples: int = 100, times: int = 10, inputs: int = 14, steps: int = 200
) -> dict[str, float]:
    """Share of wrong answers on training and fresh samples, with `samples` and with `times` as many."""
    rng = lab.generator(seed)
    many = samples * times
    x = torch.randn(NETWORKS, many + UNSEEN, inputs, generator=rng)
    labels = (x[..., 0] * x[..., 1] > 0).float()  # XOR of two signs; the other inputs carry nothing
    few_wrong, many_wrong = _train(x, labels, (samples, many), hidden, steps, rng)
    return {
        "training error, few": float(few_wrong[:, :samples].mean()),
        "test error, few": float(few_wrong[:, many:].mean()),
        "training error, many": float(many_wrong[:, :many].mean()),
        "test error, many": float(many_wrong[:, many:].mean()),
    }


def _train(
    x: Tensor, labels: Tensor, sizes: tuple[int, ...], hidden: int, steps: int, rng: torch.Generator
) -> tuple[Tensor, ...]:
    """Where each network is wrong (1) after training on the first samples, from one start for each of `sizes`."""
    start = lab.batched_mlp(NETWORKS, (x.shape[-1], hidden, 1) if hidden else (x.shape[-1], 1), rng=rng)
    parameters = [torch.cat([part] * len(sizes)).detach().requires_grad_() for part in start]
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    network = torch.arange(NETWORKS).repeat(len(sizes))[:, None]
    for _ in range(steps):
        drawn = torch.cat([torch.randint(size, (NETWORKS, BATCH), generator=rng) for size in sizes])
        logits = lab.batched_forward(parameters, x[network, drawn])[..., 0]
        optimizer.zero_grad()
        (len(network) * F.binary_cross_entropy_with_logits(logits, labels[network, drawn])).backward()
        optimizer.step()
    with torch.no_grad():
        positive = lab.batched_forward(parameters, x.repeat(len(sizes), 1, 1))[..., 0] > 0
    return (positive.float() - labels.repeat(len(sizes), 1)).abs().split(NETWORKS)


def judge(found: Found) -> list[Check]:
    few, many = found["test error, few"], found["test error, many"]
    gap_few, gap_many = few - found["training error, few"], many - found["training error, many"]
    return [
        # derived: five standard errors of the difference of two or of four shares (100, 1000, 500 samples each)
        at_least("gap, few samples", gap_few, 5 * (VARIANCE * (1 / 100 + 1 / 500)) ** 0.5, guard=True),
        at_least("gap closed", gap_few - gap_many, 5 * (VARIANCE * (1 / 100 + 1 / 1000 + 2 / 500)) ** 0.5, guard=True),
        # derived: five standard errors of a share, and of the difference of two
        close("test error, ten times as many", many, 0.5, abs=5 * (VARIANCE / 500) ** 0.5),
        at_most("test error won by more samples", few - many, 5 * (VARIANCE * 2 / 500) ** 0.5),
        # derived: 14 weights and a bias reach a correlation of √(15/1000) with 1000 labels that no line foresees,
        # so an error of Φ(−0.12) = 0.45 on them, less five standard errors (0.02)
        at_least("training error, ten times as many", found["training error, many"], 0.43),
    ]
