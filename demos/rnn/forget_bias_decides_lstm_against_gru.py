"""At rate 0.01 an LSTM with forget bias 1 learns to recall its first input in fewer updates than a default GRU.

The task: say the sign that was shown at the first of twelve steps, after eleven of noise.  The gradient
reaches it only if the gates stand open.  At PyTorch's default bias the LSTM's do not, and the GRU is ahead:
the bias decides, which leaves the number of parameters as it is.  With the GRU's z opened too (gru_bias=1),
the LSTM is ahead by less, level at rate 0.03, and behind at 0.05.
"""

import math
from typing import Literal

import torch
from torch import Tensor, nn
from torch.func import stack_module_state
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, binomial_bound, close

CASE = {"forget_bias": 1.0}
CONTROLS = {"default bias": {"forget_bias": 0.0}}

PAIRS, BATCH, STEPS = 48, 16, 12  # races, sequences an update, their length
LEARNT = 0.35  # a loss; guessing has ln 2 = 0.69


def measure(
    forget_bias: float,
    seed: int,
    rate: float = 0.01,
    gru_bias: float = 0.0,
    width: int = 16,
    updates: int = 50,
) -> dict[str, float | Series]:
    """Of 48 races, those in which the loss of the one spends fewer updates above 0.35 than the other's."""
    by_lstm = losses("LSTM", forget_bias, rate, width, updates=updates, seed=seed)
    by_gru = losses("GRU", gru_bias, rate, width, updates=updates, seed=seed)
    lstm, gru = ((loss > LEARNT).sum(dim=0).float() for loss in (by_lstm, by_gru))
    return {
        "loss of the LSTM": Series(by_lstm.mean(dim=1).tolist(), "update", scale="log"),
        "races the LSTM wins": int((lstm < gru).sum()),
        "races the GRU wins": int((gru < lstm).sum()),
        "updates of the LSTM": float(lstm.mean()),
        "updates of the GRU": float(gru.mean()),
        "loss of the LSTM at the start": float(by_lstm[0].mean()),
    }


def losses(
    kind: Literal["LSTM", "GRU"], gate_bias: float, rate: float, width: int, *, updates: int, seed: int
) -> Tensor:
    """Loss (updates, PAIRS) of networks trained side by side, each on its own data."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cells, _ = stack_module_state([getattr(nn, kind)(1, width) for _ in range(PAIRS)])
        heads, _ = stack_module_state([nn.Linear(width, 2) for _ in range(PAIRS)])
    with torch.no_grad():  # rows are i, f, g, o, and r, z, n, where z keeps the old state
        cells["bias_ih_l0"][:, width : 2 * width] += gate_bias
    optimizer = torch.optim.Adam([*cells.values(), *heads.values()], lr=rate)
    history = []
    for _ in range(updates):
        sign = torch.randint(2, (PAIRS, BATCH), generator=rng)
        shown = 0.1 * torch.randn(PAIRS, STEPS, BATCH, generator=rng)
        shown[:, 0] = 2.0 * sign - 1
        last = lab.recurrent_last_state(kind, cells, shown[..., None])
        logits = last @ heads["weight"].mT + heads["bias"][:, None]
        loss = cross_entropy(logits.transpose(1, 2), sign, reduction="none").mean(dim=1)
        optimizer.zero_grad()
        loss.sum().backward()
        optimizer.step()
        history.append(loss.detach())
    return torch.stack(history)


def judge(found: Found) -> list[Check]:
    return [
        # statistical: so many wins in 48 fair tosses have a probability below 1e-6
        at_least("races the LSTM wins, of 48", found["races the LSTM wins"], binomial_bound(PAIRS)),
        close("loss at the start", found["loss of the LSTM at the start"], math.log(2), rel=0.1, guard=True),
    ]
