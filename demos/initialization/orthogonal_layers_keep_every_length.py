"""A stack of square orthogonal linear layers keeps the length of each input, and of each gradient on its way back.

QᵀQ = I, so ‖Qx‖² = xᵀQᵀQx = ‖x‖², and the same holds for Qᵀ.  A product of such layers is orthogonal again, so depth
adds nothing but rounding.  Gaussian weights of variance 1/d keep the squared length on average only,
and a ReLU after each layer throws away what is negative.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"weights": "orthogonal", "activation": "none"}
CONTROLS = {
    "Gaussian": {"weights": "gaussian", "activation": "none"},
    "ReLU": {"weights": "orthogonal", "activation": "relu"},
}


def measure(
    weights: str, activation: str, seed: int, depth: int = 50, width: int = 64, batch: int = 10
) -> dict[str, float | Series]:
    """Largest relative change of the length of an input, and of a gradient, over all layers (float64)."""
    rng = lab.generator(seed)
    inputs = torch.randn(batch, width, generator=rng, dtype=torch.float64).requires_grad_()
    signal, lengths = inputs, [inputs.detach().norm(dim=1)]
    for _ in range(depth):
        weight = torch.empty(width, width, dtype=torch.float64)
        if weights == "orthogonal":
            torch.nn.init.orthogonal_(weight, generator=rng)
        else:
            torch.nn.init.normal_(weight, std=width**-0.5, generator=rng)
        signal = signal @ weight.T
        if activation == "relu":
            signal = torch.relu(signal)
        lengths.append(signal.detach().norm(dim=1))
    upstream = torch.randn(batch, width, generator=rng, dtype=torch.float64)
    (gradient,) = torch.autograd.grad(signal, inputs, upstream)
    return {
        "length": float((lengths[-1] / lengths[0] - 1).abs().max()),
        "gradient": float((gradient.norm(dim=1) / upstream.norm(dim=1) - 1).abs().max()),
        "mean length": Series(
            tuple(float(length.mean()) for length in lengths), "layer", "log", tuple(range(depth + 1))
        ),
    }


def judge(found: Found) -> list[Check]:
    rounding = 1e-12  # derived: machine epsilon times 50 layers of 64 products and their sum
    return [
        at_most("change of a length", found["length"], rounding),
        at_most("change of a gradient's length", found["gradient"], rounding),
    ]
