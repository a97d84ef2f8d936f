"""Gates between 0 and 1 keep an LSTM's |c| below the number of steps; ReLU gates at forget bias 1 let it explode.

The cell state is c ← f·c + i·g.  With 0 ≤ f, i ≤ 1 and |g| ≤ 1 it grows by at most 1 a step: the range does that, not
the shape, so a hard sigmoid will do.  A ReLU passes f > 1, and over 100 steps a product of such factors has no bound.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"gates": ("sigmoid", "hardsigmoid")}
CONTROLS = {"ReLU gates": {"gates": ("relu",)}, "softplus gates": {"gates": ("softplus",)}}


def measure(
    gates: tuple[str, ...], seed: int, steps: int = 100, width: int = 32, forget_bias: float = 1.0, batch: int = 16
) -> dict[str, float | Series]:
    """Largest |c| of the gates named, by step and after the last; mean forget gate at the first step."""
    found = [cell_states(gate, seed, steps, width, forget_bias, batch) for gate in gates]
    largest = torch.stack([states for states, _ in found]).amax(dim=0)
    return {
        "largest |c|": Series(tuple(largest.tolist()), axis="step", scale="log"),
        "largest |c| at the end": largest[-1].item(),
        "forget gate at the start": min(forget for _, forget in found),
        "steps": float(steps),
    }


def cell_states(
    gate: str, seed: int, steps: int, width: int, forget_bias: float, batch: int
) -> tuple[torch.Tensor, float]:
    """Largest |c| after each step of an LSTM with PyTorch's initialisation; the first forget gates' mean."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        lstm = nn.LSTM(8, width, dtype=torch.float64)
    w, u, b = lstm.weight_ih_l0.detach(), lstm.weight_hh_l0.detach(), lstm.bias_ih_l0.detach()  # rows i, f, g, o
    b[width : 2 * width] += forget_bias
    function = getattr(nn.functional, gate)
    h = c = torch.zeros(batch, width, dtype=torch.float64)
    largest = []
    forget = []
    for x in torch.randn(steps, batch, 8, generator=rng, dtype=torch.float64):
        i, f, g, o = (x @ w.mT + h @ u.mT + b).chunk(4, dim=1)
        c = function(f) * c + function(i) * torch.tanh(g)
        h = function(o) * torch.tanh(c)
        largest.append(c.abs().max())
        forget.append(function(f).mean().item())
    return torch.stack(largest), forget[0]


def judge(found: Found) -> list[Check]:
    """The state never passes the number of steps, though the gates are open to begin with."""
    return [
        at_least("mean forget gate, first step", found["forget gate at the start"], 0.5, guard=True),  # open
        # derived: |c| grows by at most 1 a step
        at_most("largest |c| at the end", found["largest |c| at the end"], found["steps"], may_diverge=True),
    ]
