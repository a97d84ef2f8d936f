"""Pre-training on a task with the same two features adds 5 points of accuracy or more with 40 labels, not with 2000.

Of 20 inputs two hidden directions matter.  40 labels are too few to find them, many samples of another task on
the same directions are enough: only the way they are combined has to be learned anew.  With random labels there is
nothing to find, with other directions the wrong thing, and with 2000 labels the target task finds them itself.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, binomial_bound

CASE = {"source": "same features", "labels": 40}
CONTROLS = {
    "random labels": {"source": "random labels", "labels": 40},
    "other features": {"source": "other features", "labels": 40},
    "2000 labels": {"source": "same features", "labels": 2000},
}

PAIRS, INPUTS, FEATURES = 56, 20, 2  # pairs of networks, each pair with tasks of its own
SOURCE, BATCH, UNSEEN = 2400, 48, 300  # samples


def measure(
    source: str, labels: int, seed: int, width: int = 16, steps: int = 140, tuning: int = 120
) -> dict[str, float]:
    """Test accuracy (%) on the target task from scratch and after pre-training, mean over pairs from the same start."""
    rng = lab.generator(seed)
    directions = torch.linalg.qr(torch.randn(PAIRS, INPUTS, 2 * FEATURES, generator=rng)).Q
    relevant, other = directions.split(FEATURES, dim=2)
    source_weights, target_weights = torch.randn(2, PAIRS, 1, FEATURES, generator=rng)

    def draw(samples: int, features: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        inputs = torch.randn(PAIRS, samples, INPUTS, generator=rng)
        seen = torch.tanh(3 * inputs @ features)
        return inputs, ((seen * weights).sum(2) + 2 * seen.prod(2) > 0).float()

    known, classes = draw(labels, relevant, target_weights)
    unseen, answers = draw(UNSEEN, relevant, target_weights)
    given, taught = draw(SOURCE, other if source == "other features" else relevant, source_weights)
    if source == "random labels":
        taught = torch.randint(2, taught.shape, generator=rng).float()

    start = lab.batched_mlp(PAIRS, [INPUTS, width, 1], rng=rng)
    pretrained = _trained(start, given, taught, steps)[:2] + start[2:]  # its first layer, with a new head
    both = [torch.cat(pair) for pair in zip(start, pretrained, strict=True)]
    both = _trained(both, torch.cat([known, known]), torch.cat([classes, classes]), tuning)
    logits = lab.batched_forward(both, torch.cat([unseen, unseen])).squeeze(-1)
    right = (logits > 0) == torch.cat([answers, answers]).bool()
    scratch, tuned = (100 * right.float().mean(1)).split(PAIRS)
    return {
        "scratch": float(scratch.mean()),
        "pre-trained": float(tuned.mean()),
        "gain": float((tuned - scratch).mean()),
        "wins": float((tuned > scratch).sum()),
    }


def _trained(start: list[Tensor], inputs: Tensor, classes: Tensor, steps: int) -> list[Tensor]:
    parameters = [parameter.detach().clone().requires_grad_() for parameter in start]
    optimizer = torch.optim.Adam(parameters, lr=0.02)
    batches = list(zip(inputs.split(BATCH, dim=1), classes.split(BATCH, dim=1), strict=True))
    for step in range(steps):
        some, expected = batches[step % len(batches)]
        optimizer.zero_grad()
        logits = lab.batched_forward(parameters, some).squeeze(-1)
        (len(start[0]) * binary_cross_entropy_with_logits(logits, expected)).backward()
        optimizer.step()
    return parameters


def judge(found: Found) -> list[Check]:
    return [
        at_least("accuracy from scratch (%)", found["scratch"], 52, guard=True),  # guessing: 50
        # statistical: p < 1e-6 if pre-training made no difference
        at_least(f"pairs won (of {PAIRS})", found["wins"], binomial_bound(PAIRS)),
        # the claim's 5 points
        at_least("gain by pre-training (points)", found["gain"], 5),
    ]
