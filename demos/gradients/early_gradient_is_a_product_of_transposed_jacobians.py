"""The gradient at layer 1 of M is J₂ᵀ·J₃ᵀ·…·J_Mᵀ·∂L/∂h at layer M, with J = diag(f′(z))·W for each layer.

Layer l computes h = f(z) with z = W·h + b from the h below, so its Jacobian has one row f′(z)·w for each
unit.  The chain rule multiplies the Jacobians, and a gradient, which is a column here, meets their
transposes from the right: that of the last layer first.  Leave one out, or change their order, and it is
another vector.
"""

import sys

import torch
from torch.nn.functional import mse_loss

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"product": "as it should be"}
CONTROLS = {
    "one factor left out": {"product": "one left out"},
    "not transposed": {"product": "not transposed"},
    "reverse order": {"product": "reversed"},
}


def measure(product: str, seed: int, activation: str = "tanh") -> dict[str, float]:
    """Distance of the product from autograd's ∂L/∂h at layer 1, relative to the length of the latter."""
    rng = lab.generator(seed)
    depth, width = (int(torch.randint(low, high, (1,), generator=rng)) for low, high in ((4, 10), (5, 30)))
    function = getattr(torch, activation)
    first = torch.randn(width, generator=rng, dtype=torch.float64)  # h of layer 1
    targets = torch.randn(width, generator=rng, dtype=torch.float64)
    signal, jacobians = first.requires_grad_(), []
    for _ in range(depth - 1):
        weight = torch.randn(width, width, generator=rng, dtype=torch.float64) / width**0.5
        z = weight @ signal + torch.randn(width, generator=rng, dtype=torch.float64) / 2
        signal = function(z)
        jacobians.append(torch.diag(slopes(activation, z.detach())) @ weight)
    (by_autograd,) = torch.autograd.grad(mse_loss(signal, targets, reduction="sum"), first)

    if product == "one left out":
        del jacobians[depth // 2]
    if product == "reversed":
        jacobians.reverse()
    by_hand = 2 * (signal.detach() - targets)  # ∂L/∂h at layer M
    for jacobian in reversed(jacobians):
        by_hand = (jacobian if product == "not transposed" else jacobian.T) @ by_hand
    return {
        "difference from autograd": float((by_hand - by_autograd).norm() / by_autograd.norm()),
        "operations": depth * width**2,
    }


def slopes(activation: str, z: torch.Tensor) -> torch.Tensor:
    """f′(z), written down by hand."""
    if activation == "tanh":
        return 1 - z.tanh().square()
    if activation == "sigmoid":
        return z.sigmoid() * (1 - z.sigmoid())
    return (z > 0).to(z)  # relu


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the multiplications of the backward pass
    rounding = sys.float_info.epsilon * found["operations"]
    return [at_most("difference from autograd", found["difference from autograd"], rounding)]
