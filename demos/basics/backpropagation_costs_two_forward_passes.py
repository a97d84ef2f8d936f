"""Backpropagation gives an MLP's whole gradient for at most twice the matrix arithmetic of its forward pass.

Forward, a layer is one matrix product.  Backward it is two: one for the gradient of its weights, one for that of its
inputs, which the first layer does not need.  Differences need one forward pass for each parameter instead.
"""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import mse_loss
from torch.utils.flop_counter import FlopCounterMode

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"gradient_by": "backpropagation"}
CONTROLS = {"differences": {"gradient_by": "differences"}}

NUDGE = 1e-6


def measure(gradient_by: str, seed: int, width: int = 8, depth: int = 3, batch: int = 8) -> dict[str, float]:
    """Operations of the matrix products ÷ those of one forward pass, counted, not timed; error of the gradient."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net = lab.mlp([width] * (depth + 1) + [1], torch.nn.Tanh).double()
    inputs, targets = (torch.randn(batch, size, generator=rng, dtype=torch.float64) for size in (width, 1))
    parameters = list(net.parameters())

    def loss() -> Tensor:
        return mse_loss(net(inputs), targets)

    with FlopCounterMode(display=False) as forward:
        value = loss()
    with FlopCounterMode(display=False) as backward:
        gradient = torch.cat([one.flatten() for one in torch.autograd.grad(value, parameters)])
    counted = backward.get_total_flops()
    error = 0.0
    if gradient_by == "differences":
        with FlopCounterMode(display=False) as passes, torch.no_grad():
            differences = torch.stack([_difference(loss, entry, value) for entry in _entries(parameters)])
        counted = passes.get_total_flops()
        error = float((differences - gradient).abs().max() / gradient.abs().max())
    return {
        "parameters": gradient.numel(),
        "cost in forward passes": counted / forward.get_total_flops(),
        "error": error,
    }


def _entries(parameters: list[Tensor]) -> list[Tensor]:
    """Each number among the parameters, as a view that can be changed in place."""
    return [entry for parameter in parameters for entry in parameter.detach().view(-1).split(1)]


def _difference(loss: Callable[[], Tensor], entry: Tensor, value: Tensor) -> Tensor:
    entry += NUDGE
    nudged = loss()
    entry -= NUDGE
    return (nudged - value) / NUDGE


def judge(found: Found) -> list[Check]:
    return [
        # derived: half a nudge times the curvature, for which 1,000 times the largest slope is allowed
        at_most("error of the gradient", found["error"], 1e3 * NUDGE / 2, guard=True),
        at_most("cost in forward passes", found["cost in forward passes"], 2.0),  # derived: two products a layer
    ]
