"""Ten times as many samples lower the test loss and its gap to the training loss if fresh, not if copied.

A network can fit a chance feature of its sample only while no other sample contradicts it.  Each
fresh sample of the same task may contradict; a copy never does.  Copies leave the mean loss over
the training set, and with it the expected gradient of a batch, as they were.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, binomial_bound, exactly

CASE = {"added": "fresh"}
CONTROLS = {"copies": {"added": "copies"}, "other task": {"added": "other task"}}

PAIRS = 32  # each has a task of its own, and two networks with the same start: one sees few samples, one many
UNSEEN = 500  # samples for the test loss
BATCH = 32


def measure(
    added: str, seed: int, samples: int = 50, times: int = 10, width: int = 32, steps: int = 150
) -> dict[str, float]:
    """Pairs won by the larger training set in test loss and in gap; the losses are medians (nats)."""
    rng = lab.generator(seed)
    many = samples * times
    tasks = [lab.teacher(many + UNSEEN, rng=rng) for _ in range(PAIRS)]
    inputs, labels = torch.stack([x for x, _ in tasks]), torch.stack([y for _, y in tasks]).float()
    few = inputs[:, :samples], labels[:, :samples]
    if added == "copies":
        more = few[0].repeat_interleave(times, dim=1), few[1].repeat_interleave(times, dim=1)
    elif added == "other task":  # what is added has the labels that the next pair's teacher gave
        more = inputs[:, :many], torch.cat([few[1], labels.roll(1, dims=0)[:, samples:many]], dim=1)
    else:
        more = inputs[:, :many], labels[:, :many]
    start = lab.batched_mlp(PAIRS, (inputs.shape[-1], width, 1), rng=rng)
    of_few, of_more = _train(start, (few, more), steps, rng)
    with torch.no_grad():
        train_few, test_few = _losses(of_few, *few), _losses(of_few, inputs[:, many:], labels[:, many:])
        train_more, test_more = _losses(of_more, *more), _losses(of_more, inputs[:, many:], labels[:, many:])
    return {
        "times": more[0].shape[1] / samples,
        "train few": float(train_few.median()),
        "train few, summed": samples * float(train_few.max()),
        "test few": float(test_few.median()),
        "train more": float(train_more.median()),
        "test more": float(test_more.median()),
        "overfit": float((test_few > train_few).sum()),
        "wins in test loss": float((test_more < test_few).sum()),
        "wins in gap": float((test_more - train_more < test_few - train_few).sum()),
    }


def _train(
    start: list[Tensor], sets: tuple[tuple[Tensor, Tensor], ...], steps: int, rng: torch.Generator
) -> list[tuple[Tensor, ...]]:
    """The parameters after `steps` batches of Adam, for each of the two sets, from the same start."""
    parameters = [torch.cat([part, part]).detach().requires_grad_() for part in start]
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    pair = torch.arange(PAIRS)[:, None]
    for _ in range(steps):
        drawn = [torch.randint(inputs.shape[1], (PAIRS, BATCH), generator=rng) for inputs, _ in sets]
        inputs, labels = (torch.cat([one[i][pair, at] for one, at in zip(sets, drawn, strict=True)]) for i in (0, 1))
        optimizer.zero_grad()
        _losses(parameters, inputs, labels).sum().backward()
        optimizer.step()
    return list(zip(*(part.split(PAIRS) for part in parameters), strict=True))


def _losses(parameters: tuple[Tensor, ...] | list[Tensor], inputs: Tensor, labels: Tensor) -> Tensor:
    logits = lab.batched_forward(parameters, inputs)[..., 0]
    return F.binary_cross_entropy_with_logits(logits, labels, reduction="none").mean(1)


def judge(found: Found) -> list[Check]:
    wins = binomial_bound(PAIRS)  # statistical: p < 1e-6 if the larger set were no better
    return [
        exactly("larger set / smaller set", found["times"], 10, guard=True),
        # derived: one wrong answer alone costs ln 2 or more, so each network is right on all of its few samples
        at_most("summed training loss, few, worst", found["train few, summed"], math.log(2), guard=True),
        at_least(f"test above training loss (of {PAIRS})", found["overfit"], wins, guard=True),
        at_least(f"lower test loss (of {PAIRS} pairs)", found["wins in test loss"], wins),
        at_least(f"smaller gap (of {PAIRS} pairs)", found["wins in gap"], wins),
    ]
