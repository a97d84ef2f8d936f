"""While the state is small, an orthogonal W_hh keeps the norm of the gradient over 100 steps; torch's default loses it.

A step back multiplies by W_hh, transposed, and by tanh′, which is almost 1 near 0.  An orthogonal matrix
keeps the length of every vector, and so does its hundredth power.  torch's uniform weights of ±1/√n leave
0.58 a step.  Gaussian ones of variance 1/n keep the mean square over one step, but the same matrix a hundred
times keeps no length.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"recurrent": "orthogonal"}
CONTROLS = {"torch's default": {"recurrent": "default"}, "Gaussian, 1/n": {"recurrent": "Gaussian"}}


def measure(
    recurrent: str, seed: int, steps: int = 100, width: int = 32, size: float = 0.0001
) -> dict[str, float | Series]:
    """‖∂L/∂h_t‖ over that at the last step, for each of 8 sequences of inputs (dimensionless)."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        net = nn.RNN(4, width, bias=False, dtype=torch.float64)
        if recurrent == "orthogonal":
            nn.init.orthogonal_(net.weight_hh_l0)
        elif recurrent == "Gaussian":
            nn.init.normal_(net.weight_hh_l0, std=1 / width**0.5)
    states = [torch.zeros(8, width, dtype=torch.float64, requires_grad=True)]
    for inputs in size * torch.randn(steps, 8, 4, generator=rng, dtype=torch.float64):
        states.append(torch.tanh(inputs @ net.weight_ih_l0.T + states[-1] @ net.weight_hh_l0.T))
    above = torch.randn(8, width, generator=rng, dtype=torch.float64)
    gradients = torch.autograd.grad(states[-1], states, above)
    left = torch.stack([gradient.norm(dim=1) / above.norm(dim=1) for gradient in gradients])
    return {
        "least of 8 sequences": float(left[0].min()),
        "most of 8 sequences": float(left[0].max()),
        "gradient left, by step": Series(
            left.median(dim=1).values.tolist(), axis="step", scale="log", x=range(steps + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """No sequence's gradient becomes shorter or longer."""
    # derived: inputs of 10⁻⁴ add up to states of some 10⁻³ over 100 steps, where tanh′ is within 10⁻⁵ of 1,
    # which takes less than 10⁻³ off the product
    return [
        close("gradient left, least of 8 sequences", found["least of 8 sequences"], 1, abs=0.001),
        close("gradient left, most of 8 sequences", found["most of 8 sequences"], 1, abs=0.001),
    ]
