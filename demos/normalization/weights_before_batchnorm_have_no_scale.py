"""Weights a times as large before batch norm: same output and input gradient, 1/a the weight gradient (ε negligible).

For a > 0, aWx has mean aμ and standard deviation aσ: (aWx − aμ)/(aσ) is what it was.  So L(aW) = L(W), and
differentiating by W gives a·∇L(aW) = ∇L(W).  It takes an ε that is small beside the variance of Wx.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"batch_norm": True, "epsilon": 1e-30}
CONTROLS = {
    "no batch norm": {"batch_norm": False, "epsilon": 1e-30},
    "ε = 1": {"batch_norm": True, "epsilon": 1.0},
}


def measure(
    batch_norm: bool, epsilon: float, seed: int, scale: float = 10.0, batch: int = 64, width: int = 20
) -> dict[str, float]:
    """Relative changes when W becomes scale·W, for a layer followed by tanh (float64)."""
    rng = lab.generator(seed)
    inputs = torch.randn(batch, width, generator=rng, dtype=torch.float64).requires_grad_()
    weight = torch.randn(width, width, generator=rng, dtype=torch.float64) / width**0.5
    upstream = torch.randn(batch, width, generator=rng, dtype=torch.float64)

    def layer(factor: float) -> list[torch.Tensor]:
        scaled = (factor * weight).requires_grad_()
        output = inputs @ scaled.T
        if batch_norm:
            output = nn.functional.batch_norm(output, None, None, training=True, eps=epsilon)
        output = torch.tanh(output)
        return [output.detach(), *torch.autograd.grad((output * upstream).sum(), [inputs, scaled])]

    (output, by_input, by_weight), (output_a, by_input_a, by_weight_a) = layer(1.0), layer(scale)
    return {
        "output": float((output_a - output).norm() / output.norm()),
        "input gradient": float((by_input_a - by_input).norm() / by_input.norm()),
        "weight gradient": float((scale * by_weight_a - by_weight).norm() / by_weight.norm()),
        "weight gradient shrinks by": float(by_weight.norm() / by_weight_a.norm()),
    }


def judge(found: Found) -> list[Check]:
    """Only the gradient of the weights notices the scale, and it is exactly a times smaller."""
    rounding = 2.2e-16 * 1e4  # derived: machine epsilon, times 64·20 products in a sum, times a margin of 8
    return [
        at_most("change of the output", found["output"], rounding),
        at_most("change of the input gradient", found["input gradient"], rounding),
        at_most("change of a × weight gradient", found["weight gradient"], rounding),
    ]
