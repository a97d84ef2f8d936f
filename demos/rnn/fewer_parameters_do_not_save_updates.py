"""At rate 0.01 a GRU of width 32 learns to recall its first input in fewer updates than one of width 8.

The task: say the sign that was shown at the first of eight steps, after seven of noise.  Width 32 has
thirteen times the parameters of width 8, and each of its updates costs more; but it needs fewer of them, as
all weights move at once: Adam moves each by about the rate.  Ten times the rate makes up for the width.
"""

import math

import torch
from torch import Tensor, nn
from torch.func import stack_module_state
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, binomial_bound, close

CASE = {"width": 32, "rate_of_narrow": 0.01}
CONTROLS = {
    "width 8 again": {"width": 8, "rate_of_narrow": 0.01},
    "10 × rate for width 8": {"width": 32, "rate_of_narrow": 0.1},
}

PAIRS, STEPS = 40, 8  # races, length of a sequence
LEARNT = 0.35  # a loss; guessing has ln 2 = 0.69


def measure(
    width: int,
    rate_of_narrow: float,
    seed: int,
    rate: float = 0.01,
    narrow: int = 8,
    updates: int = 30,
    batch: int = 16,
) -> dict[str, float | Series]:
    """Of 40 races, those in which the loss of `width` spends fewer updates above 0.35."""
    by_wide = losses(width, rate, batch, updates=updates, seed=2 * seed)
    by_narrow = losses(narrow, rate_of_narrow, batch, updates=updates, seed=2 * seed + 1)
    first, second = ((loss > LEARNT).sum(dim=0).float() for loss in (by_wide, by_narrow))
    return {
        "loss": Series(by_wide.mean(dim=1).tolist(), "update", scale="log"),
        "races won": int((first < second).sum()),
        "updates": float(first.mean()),
        "updates of the narrow": float(second.mean()),
        "loss at the start": float(by_wide[0].mean()),
    }


def losses(width: int, rate: float, batch: int, *, updates: int, seed: int) -> Tensor:
    """Loss (updates, PAIRS) of GRUs trained side by side from PyTorch's start, each on its own data."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cells, _ = stack_module_state([nn.GRU(1, width) for _ in range(PAIRS)])
        heads, _ = stack_module_state([nn.Linear(width, 2) for _ in range(PAIRS)])
    optimizer = torch.optim.Adam([*cells.values(), *heads.values()], lr=rate)
    history = []
    for _ in range(updates):
        sign = torch.randint(2, (PAIRS, batch), generator=rng)
        shown = 0.1 * torch.randn(PAIRS, STEPS, batch, generator=rng)
        shown[:, 0] = 2.0 * sign - 1
        last = lab.recurrent_last_state("GRU", cells, shown[..., None])
        logits = last @ heads["weight"].mT + heads["bias"][:, None]
        loss = cross_entropy(logits.transpose(1, 2), sign, reduction="none").mean(dim=1)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
        history.append(loss.detach())
    return torch.stack(history)


def judge(found: Found) -> list[Check]:
    return [
        # statistical: so many wins in 40 fair tosses have a probability below 1e-6
        at_least("races won against width 8, of 40", found["races won"], binomial_bound(PAIRS)),
        close("loss at the start", found["loss at the start"], math.log(2), rel=0.1, guard=True),
    ]
