"""At rate 0.01 GRU and LSTM of width 16 tell two frequencies apart after as many updates, within a fifth.

The task: eight noisy samples of a sine of random phase, fast or slow; the optimizer is Adam.  The GRU has ¾ of
the LSTM's parameters: an update is cheaper, but about as many are needed.  The rate decides who is ahead: at
0.003 the LSTM, by a little, at 0.03 the GRU, by a quarter.  The control slows one side down.
"""

import math
from typing import Literal

import torch
from torch import Tensor, nn
from torch.func import stack_module_state
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, between, close

CASE = {"rival": ("GRU", 1.0)}
CONTROLS = {"LSTM, ⅓ of the rate": {"rival": ("LSTM", 0.333)}}

COPIES, BATCH, STEPS = 24, 16, 8  # networks side by side, sequences an update, their length
LEARNT = 0.35  # a loss; guessing has ln 2 = 0.69


def measure(
    rival: tuple[Literal["LSTM", "GRU"], float],
    seed: int,
    rate: float = 0.01,
    width: int = 16,
    updates: int = 110,
) -> dict[str, float | Series]:
    """Updates spent above a loss of 0.35, mean over the networks; the loss of the rival by update."""
    kind, share = rival
    by_rival = losses(kind, rate * share, width, updates, seed)
    by_lstm = losses("LSTM", rate, width, updates, seed)
    return {
        "loss of the rival": Series(by_rival.mean(dim=1).tolist(), "update", scale="log"),
        "updates of the rival": float((by_rival > LEARNT).sum(dim=0).float().mean()),
        "updates of the LSTM": float((by_lstm > LEARNT).sum(dim=0).float().mean()),
        "loss of the rival at the start": float(by_rival[0].mean()),
    }


def losses(kind: Literal["LSTM", "GRU"], rate: float, width: int, updates: int, seed: int) -> Tensor:
    """Loss (updates, COPIES) of networks trained side by side from PyTorch's start, each on its own data."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cells, _ = stack_module_state([getattr(nn, kind)(1, width) for _ in range(COPIES)])
        heads, _ = stack_module_state([nn.Linear(width, 2) for _ in range(COPIES)])
    optimizer = torch.optim.Adam([*cells.values(), *heads.values()], lr=rate)
    history = []
    for _ in range(updates):
        fast = torch.randint(2, (COPIES, BATCH), generator=rng)
        phase = torch.rand(COPIES, 1, BATCH, generator=rng) * 2 * math.pi
        angle = torch.arange(STEPS)[:, None] * (0.5 + 0.5 * fast[:, None]) + phase
        waves = torch.sin(angle) + 0.3 * torch.randn(COPIES, STEPS, BATCH, generator=rng)
        last = lab.recurrent_last_state(kind, cells, waves[..., None])
        logits = last @ heads["weight"].mT + heads["bias"][:, None]
        loss = cross_entropy(logits.transpose(1, 2), fast, reduction="none").mean(dim=1)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
        history.append(loss.detach())
    return torch.stack(history)


def judge(found: Found) -> list[Check]:
    ratio = found["updates of the rival"] / found["updates of the LSTM"]
    return [
        between("updates, rival ÷ LSTM", ratio, 0.8, 1.2),  # the stated margin
        close("loss at the start", found["loss of the rival at the start"], math.log(2), rel=0.1, guard=True),
    ]
