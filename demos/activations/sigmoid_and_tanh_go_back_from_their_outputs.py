"""Going back, sigmoid, tanh and ReLU need their output h alone: slopes h(1 − h), 1 − h² and h > 0, no exponential.

Autograd keeps one number per unit, the output.  Hand the backward pass another number in its place, and it
returns a polynomial of that number, without having seen the input.  SiLU keeps its input instead, and so
does ELU: what they return is made of exponentials of it.
"""

import torch
from torch import Tensor
from torch.autograd.graph import saved_tensors_hooks
from torch.nn.functional import elu, relu, silu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"activations": ("sigmoid", "tanh", "relu")}
CONTROLS = {"SiLU": {"activations": ("silu",)}, "ELU": {"activations": ("elu",)}}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": relu, "silu": silu, "elu": elu}
SLOPE = {  # as a function of the output; of the controls' slopes only ELU's is one
    "sigmoid": lambda h: h * (1 - h),
    "tanh": lambda h: 1 - h * h,
    "relu": lambda h: (h > 0).double(),
    "silu": lambda h: h * (1 - h),
    "elu": lambda h: torch.where(h > 0, 1, h + 1),
}


def go_back(name: str, z: Tensor, instead: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
    """What the activation keeps at z, its output, and the slope if it finds `instead` where it kept something."""
    kept: list[Tensor] = []
    with saved_tensors_hooks(lambda one: kept.append(one) or one, lambda _one: instead):
        h = ACTIVATION[name](z)
    (slope,) = torch.autograd.grad(h.sum(), z)
    return kept, h.detach(), slope


def measure(
    activations: tuple[str, ...], seed: int, output: float = 0.8, samples: int = 1000
) -> dict[str, float | Series]:
    """Numbers kept per unit, how many are outputs, and distance of handed-in slopes from the formula in h."""
    rng = lab.generator(seed)
    z = (3 * torch.randn(samples, generator=rng, dtype=torch.float64)).requires_grad_()
    drawn = 2 * torch.rand(samples, generator=rng, dtype=torch.float64) - 1
    grid = torch.linspace(-1, 1, 41, dtype=torch.float64)
    found: dict[str, float | Series] = {"numbers kept": 0.0, "outputs kept": 0.0, "distance": 0.0}
    for name in activations:
        kept, h, slope = go_back(name, z, drawn)
        found["numbers kept"] += sum(one.numel() for one in kept) / samples / len(activations)
        found["outputs kept"] += sum(torch.equal(one, h) for one in kept) / len(activations)
        found["distance"] = max(found["distance"], (slope - SLOPE[name](drawn)).abs().max().item())
        curve = go_back(name, torch.zeros_like(grid).requires_grad_(), grid)[2]
        found[f"slope of {name}"] = Series(curve.tolist(), axis="number handed in", x=tuple(grid.tolist()))
    alone = torch.zeros(1, dtype=torch.float64, requires_grad=True)  # an input that says nothing of the output
    found["slope of tanh, its output given"] = go_back("tanh", alone, torch.full_like(alone, output))[2].item()
    return found


def judge(found: Found) -> list[Check]:
    """One number per unit is kept, it is the output, and the slope is a polynomial of it."""
    return [
        exactly("numbers kept per unit", found["numbers kept"], 1, guard=True),
        exactly("share that keep their output", found["outputs kept"], 1),
        # derived: machine epsilon times four operations on numbers up to 2
        at_most("slope less its formula in h", found["distance"], 8 * torch.finfo(torch.float64).eps),
    ]
