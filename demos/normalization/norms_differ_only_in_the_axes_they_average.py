"""On [N, C, H, W] BN averages over N, H, W, LN over C, H, W, IN over H, W, and GN over H, W and a group's channels.

All four compute (x − mean)/√(var + ε) and differ only in the values that share a mean.  Outputs that share one
depend on the same inputs: a gradient shows how many, so there are C means in BN, N in LN, N·C in IN, N·G in GN.
"""

import math

import torch
from torch import Tensor, nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"axes": "these"}
CONTROLS = {
    "BN and LN swapped": {"axes": "swapped"},
    "without positions": {"axes": "without positions"},  # BN over N alone, LN over C alone
}

BY_AXES = {  # on the tensor seen as [N, G, C/G, H, W]
    "these": {"BN": (0, 3, 4), "LN": (1, 2, 3, 4), "IN": (3, 4), "GN": (2, 3, 4)},
    "swapped": {"BN": (1, 2, 3, 4), "LN": (0, 3, 4), "IN": (3, 4), "GN": (2, 3, 4)},
    "without positions": {"BN": (0,), "LN": (1, 2), "IN": (), "GN": (2,)},
}


def measure(
    axes: str, seed: int, batch: int = 3, groups: int = 2, channels: int = 12, side: int = 4
) -> dict[str, float]:
    """Largest error of the formula, and the number of means, for each of torch's four layers (float64)."""
    rng = lab.generator(seed)
    shape = (batch, channels, side, side)
    size = 0.5 + torch.rand(batch, channels, 1, 1, generator=rng, dtype=torch.float64)
    inputs = (1 + size * torch.randn(shape, generator=rng, dtype=torch.float64)).requires_grad_()
    outputs = {
        "BN": nn.functional.batch_norm(inputs, None, None, training=True),
        "LN": nn.functional.layer_norm(inputs, shape[1:]),
        "IN": nn.functional.instance_norm(inputs),
        "GN": nn.functional.group_norm(inputs, groups),
    }
    grouped = inputs.detach().view(batch, groups, channels // groups, side, side)
    found = {}
    for name, output in outputs.items():
        over = BY_AXES[axes][name]
        found[f"{name} error"] = float((output.detach() - _normalised(grouped, over).view(shape)).abs().max())
        gradient = torch.autograd.grad(output[0, 0, 0, 0], inputs)[0]
        found[f"{name} means"] = inputs.numel() / int(gradient.count_nonzero())
        found[f"{name} means by the axes"] = inputs.numel() / math.prod(grouped.shape[axis] for axis in over)
    return found


def _normalised(values: Tensor, axes: tuple[int, ...]) -> Tensor:
    if not axes:
        return torch.zeros_like(values)  # a single value is its own mean
    centred = values - values.mean(axes, keepdim=True)
    return centred / (centred.square().mean(axes, keepdim=True) + 1e-5).sqrt()


def judge(found: Found) -> list[Check]:
    """Each formula gives torch's output to the last digits, and as many means as torch computes."""
    checks = []
    for name in ("BN", "LN", "IN", "GN"):
        # derived: machine epsilon, times some thousand operations on numbers below 10
        means, wanted = found[f"{name} means"], found[f"{name} means by the axes"]
        checks.append(at_most(f"error of the formula for {name}", found[f"{name} error"], 2.2e-16 * 1e4))
        checks.append(exactly(f"means that {name} computes", means, wanted))
    return checks
