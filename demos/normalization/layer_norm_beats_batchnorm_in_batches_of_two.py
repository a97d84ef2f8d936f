"""Trained in batches of two, small ReLU nets with layer norm reach a far lower test loss than with batch norm.

With two samples batch norm passes on only which of them was the larger in each unit, and what evaluation
computes, with running statistics, was never trained.  Layer norm needs no batch.  In batches of 16 its lead is small.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, binomial_bound

CASE = {"norm": "layer", "batch": 2}
CONTROLS = {
    "batch norm too": {"norm": "batch", "batch": 2},
    "batches of 16": {"norm": "layer", "batch": 16},
}

PAIRS = 32
SAMPLES = 1280  # for training
TEST = 256


def measure(
    norm: str, batch: int, seed: int, steps: int = 120, width: int = 32, rate: float = 0.15
) -> dict[str, float]:
    """In how many of 32 pairs `norm` has a lower test loss than batch norm, its median lead and loss (nats)."""
    rng = lab.generator(seed)
    tasks = [lab.teacher(SAMPLES + TEST, rng=rng) for _ in range(PAIRS)]
    inputs, labels = (torch.stack(one) for one in zip(*tasks, strict=True))
    picks = torch.randint(0, SAMPLES, (steps, batch), generator=rng)
    ours, theirs = (_test_loss(one, inputs, labels, picks, width, rate, rng) for one in (norm, "batch"))
    return {
        "wins": int((ours < theirs).sum()),
        "lead": float((theirs - ours).median()),
        "loss": float(ours.median()),
    }


def _test_loss(
    norm: str, inputs: Tensor, labels: Tensor, picks: Tensor, width: int, rate: float, rng: torch.Generator
) -> Tensor:
    """Test losses of one net a pair, by SGD whose rate falls to 0; the last samples are the test."""
    weights = lab.batched_mlp(PAIRS, [inputs.shape[2], width, width, 2], rng=rng)
    running = [(torch.zeros(PAIRS * width), torch.ones(PAIRS * width)) for _ in range(2)]

    def forward(x: Tensor, *, training: bool) -> Tensor:
        for layer, statistics in enumerate(running):
            x = x @ weights[2 * layer] + weights[2 * layer + 1]
            if norm == "layer":
                x = nn.functional.layer_norm(x, [width])
            else:  # as channels side by side
                columns = nn.functional.batch_norm(x.transpose(0, 1).flatten(1), *statistics, training=training)
                x = columns.unflatten(1, (PAIRS, width)).transpose(0, 1)
            x = torch.relu(x)
        return x @ weights[-2] + weights[-1]

    def losses(z: Tensor, targets: Tensor) -> Tensor:
        return nn.functional.cross_entropy(z.mT, targets, reduction="none").mean(1)

    for step, pick in enumerate(picks):
        loss = losses(forward(inputs[:, pick], training=True), labels[:, pick]).sum()
        with torch.no_grad():
            for weight, gradient in zip(weights, torch.autograd.grad(loss, weights), strict=True):
                weight.sub_(rate * (1 - step / len(picks)) * gradient)
    with torch.no_grad():
        return losses(forward(inputs[:, -TEST:], training=False), labels[:, -TEST:])


def judge(found: Found) -> list[Check]:
    """Layer norm wins more pairs than chance allows."""
    return [
        at_least("wins of 32 against batch norm", found["wins"], binomial_bound(PAIRS)),  # statistical
        # separating: worst case 0.162, best control 0.046 on seeds 1000 to 1029
        at_least("lead in test loss, nats (median)", found["lead"], 0.1),
    ]
