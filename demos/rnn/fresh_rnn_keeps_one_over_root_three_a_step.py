"""While its state is small, a fresh nn.RNN keeps 1/√3 of its gradient a step; with an orthogonal U, all.

PyTorch draws U uniform in ±1/√d, for d units, which is a variance of 1/(3d).  Uᵀ·v adds d products, so that
its mean square is a third of that of v, and tanh′ ≈ 1 takes nothing away.  An orthogonal U keeps every
length, and √3 times PyTorch's own U does so on average: the same tanh RNN then depends on all steps alike.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"recurrent_weights": "PyTorch's"}
CONTROLS = {
    "orthogonal U": {"recurrent_weights": "orthogonal"},
    "√3 times": {"recurrent_weights": "PyTorch's, √3 times"},
}

SMALL = 1e-3  # size of the inputs


def measure(
    recurrent_weights: str, seed: int, steps: int = 30, back: int = 10, width: int = 256, batch: int = 16
) -> dict[str, float | Series]:
    """Length of the gradient by the state so many steps back, ÷ that by the last state (dimensionless)."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        cell = nn.RNNCell(4, width, bias=False)
        if recurrent_weights == "orthogonal":
            nn.init.orthogonal_(cell.weight_hh)
    if recurrent_weights == "PyTorch's, √3 times":
        with torch.no_grad():
            cell.weight_hh *= 3**0.5
    states = [torch.zeros(batch, width).requires_grad_()]
    for x in SMALL * torch.randn(steps, batch, 4, generator=rng):
        states.append(cell(x, states[-1]))
    direction = torch.randn(batch, width, generator=rng)
    size = torch.stack(torch.autograd.grad((states[-1] * direction).sum(), states)).norm(dim=(1, 2))
    left = size.flip(0) / size[-1]
    return {
        "gradient left": float(left[back]),
        "gradient left, by steps back": Series(left.tolist(), "steps back", "log", tuple(range(steps + 1))),
        "factor per step": float(left[back] ** (1 / back)),
        "largest |state|": float(states[-1].detach().abs().max()),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: seven standard errors, of 0.67 % on seeds 1000 to 1059; the controls are 70 % off
        close("factor per step", found["factor per step"], 3**-0.5, rel=0.05),
        # derived: tanh′ = 1 − h² is then within 1e-4 of 1
        at_most("largest |state|", found["largest |state|"], 0.01, guard=True),
    ]
