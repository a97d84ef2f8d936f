"""nn.ELU() keeps its input z and, going back, takes e^z again; nn.ELU(inplace=True) keeps its output and does not.

For z < 0 ELU's slope α·e^z is h + α, with h the output: one addition would do.  But PyTorch keeps z, unless
the output overwrites it, and from z the slope takes a new exponential.  Handing the backward pass another
number in place of the kept one shows which of the two it computes; the gradient itself is the same.
"""

import torch
from torch import Tensor, nn
from torch.autograd.graph import saved_tensors_hooks

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"inplace": False}
CONTROL = {"inplace": True}


def go_back(inplace: bool, alpha: float, z: Tensor, instead: Tensor | None) -> tuple[Tensor, Tensor]:
    """What ELU keeps at z, and the slope that it gets from `instead`, or from what it kept."""
    kept: list[Tensor] = []
    hooks = saved_tensors_hooks(lambda one: kept.append(one) or one, lambda one: one if instead is None else instead)
    z = z.detach().requires_grad_()
    with hooks:
        h = nn.ELU(alpha, inplace=inplace)(z + 0)  # a copy, so that there is something to overwrite
    (slope,) = torch.autograd.grad(h.sum(), z)
    return kept[0], slope


def measure(inplace: bool, seed: int, samples: int = 1000) -> dict[str, float | Series]:
    """Whether the kept numbers are the inputs; distances of slopes from α·e^t, with t handed in or kept."""
    rng = lab.generator(seed)
    alpha = 0.5 + torch.rand((), generator=rng, dtype=torch.float64).item()
    z = -3 * torch.rand(samples, generator=rng, dtype=torch.float64)
    drawn = -0.1 - 0.4 * torch.rand(samples, generator=rng, dtype=torch.float64)
    kept, true_slope = go_back(inplace, alpha, z, None)
    _, slope = go_back(inplace, alpha, z, drawn)
    grid = torch.linspace(-1, 0, 21, dtype=torch.float64)
    _, curve = go_back(inplace, 1.0, grid - 1, grid)
    return {
        "slope for α = 1": Series(curve.tolist(), axis="number handed in", x=tuple(grid.tolist())),
        "inputs kept": float(torch.equal(kept, z)),
        "error of the slope": (true_slope - alpha * z.exp()).abs().max().item(),
        "handed in: distance from α·e^t": (slope - alpha * drawn.exp()).abs().max().item(),
    }


def judge(found: Found) -> list[Check]:
    """The kept number is the input, and the slope is an exponential of whatever is found there."""
    rounding = 16 * torch.finfo(torch.float64).eps  # derived: eight operations on numbers up to 2
    return [
        at_most("error of the slope", found["error of the slope"], rounding, guard=True),
        exactly("the kept numbers are the inputs", found["inputs kept"], 1),
        at_most("slope from t, less α·e^t", found["handed in: distance from α·e^t"], rounding),
    ]
