"""With gates at exactly 0 or 1, nn.LSTMCell keeps, hides or erases its cell bit for bit, and shows its tanh.

c′ = f·c + i·g and h′ = o·tanh(c′): f = 1 with i = 0 leaves the cell as it is, o = 0 shows nothing of it and
takes nothing from it, f = 0 leaves nothing of it.  Biases of ±800 drive σ to exactly 0 and 1 in float64
(σ(−40) is 4e-18, not 0).  The control is the same cell with its gates where PyTorch starts them, near ½.
"""

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, exactly

CASE = {"drive": 800.0}
CONTROLS = {"gates near ½": {"drive": 0.0}}

EPSILON = torch.finfo(torch.float64).eps


def measure(drive: float, seed: int, steps: int = 100, width: int = 16) -> dict[str, float]:
    """Units of the cell (of 16) that break each promise while random inputs go by."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cell = nn.LSTMCell(4, width, dtype=torch.float64)
    inputs = torch.randn(steps, 1, 4, dtype=torch.float64, generator=rng)
    start, other = torch.randn(2, 1, width, dtype=torch.float64, generator=rng)
    hidden, kept = run(cell, start, inputs, drive, gates=(0, 1, 0))
    shown, _ = run(cell, kept, inputs[:1], drive, gates=(0, 1, 1))
    _, rewritten = run(cell, start, inputs[:1], drive, gates=(1, 0, 1))
    _, rewritten_other = run(cell, other, inputs[:1], drive, gates=(1, 0, 1))
    return {
        "units that moved": int((kept != start).sum()),
        "units that showed": int((hidden != 0).any(dim=0).sum()),
        "shown − tanh of the start": float((shown - start.tanh()).abs().max()),
        "units with a trace of the old": int((rewritten != rewritten_other).sum()),
        "mean |new cell|": float(rewritten.abs().mean()),
    }


def run(
    cell: nn.LSTMCell, c: Tensor, inputs: Tensor, drive: float, gates: tuple[int, int, int]
) -> tuple[Tensor, Tensor]:
    """All hidden states and the last cell, with the gates i, f, o driven open (1) or shut (0)."""
    i, f, o = (drive * (2 * gate - 1) for gate in gates)
    push = torch.tensor([i, f, 0, o], dtype=torch.float64)  # rows are i, f, g, o
    h = torch.zeros_like(c)
    seen = []
    with torch.no_grad():
        drawn = cell.bias_ih.clone()
        cell.bias_ih += push.repeat_interleave(c.shape[1])
        for x in inputs:
            h, c = cell(x, (h, c))
            seen.append(h)
        cell.bias_ih.copy_(drawn)
    return torch.cat(seen), c


def judge(found: Found) -> list[Check]:
    return [
        exactly("f = 1, i = 0: units that moved", found["units that moved"], 0),
        exactly("o = 0: units that showed", found["units that showed"], 0),
        # derived: a few roundings of one tanh, which is at most 1
        at_most("then o = 1: h − tanh(old c)", found["shown − tanh of the start"], 4 * EPSILON),
        exactly("f = 0: units with a trace of old c", found["units with a trace of the old"], 0),
        # the inputs do want to write something
        at_least("mean |cell| after writing", found["mean |new cell|"], 0.01, guard=True),
    ]
