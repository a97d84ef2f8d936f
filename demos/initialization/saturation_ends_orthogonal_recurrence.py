"""With inputs of unit variance an RNN with orthogonal W_hh keeps under a thousandth of its gradient over 100 steps.

An orthogonal matrix can keep what tanh′ takes, but not bring it back: a step leaves √(mean of tanh′²) of the
length, a little less than 0.9 at states of about 0.35.  Over 100 steps that is some millionths.  Without
tanh nothing is lost, and with inputs a ten-thousandth as large next to nothing.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"size": 1.0, "activation": "tanh"}
CONTROLS = {
    "small inputs": {"size": 0.0001, "activation": "tanh"},
    "no tanh": {"size": 1.0, "activation": "identity"},
}

ACTIVATION = {"tanh": torch.tanh, "identity": lambda z: z}


def measure(size: float, activation: str, seed: int, steps: int = 100, width: int = 32) -> dict[str, float | Series]:
    """‖∂L/∂h_t‖ over that at the last step, the size of a state, and how far W_hh is from orthogonal."""
    rng = lab.generator(seed)
    with lab.seeded(seed):  # the input weights are those of torch, of variance 1/(3·width)
        net = nn.RNN(4, width, bias=False, dtype=torch.float64)
        nn.init.orthogonal_(net.weight_hh_l0)
    states = [torch.zeros(8, width, dtype=torch.float64, requires_grad=True)]
    for inputs in size * torch.randn(steps, 8, 4, generator=rng, dtype=torch.float64):
        states.append(ACTIVATION[activation](inputs @ net.weight_ih_l0.T + states[-1] @ net.weight_hh_l0.T))
    above = torch.randn(8, width, generator=rng, dtype=torch.float64)
    norms = [float(gradient.norm()) for gradient in torch.autograd.grad(states[-1], states, above)]
    gram = net.weight_hh_l0.detach() @ net.weight_hh_l0.detach().T
    return {
        "W·Wᵀ − 1, largest entry": float((gram - torch.eye(width, dtype=torch.float64)).abs().max()),
        "root mean square of the last state": float(states[-1].detach().square().mean().sqrt()),
        "factor per step": (norms[0] / norms[-1]) ** (1 / steps),
        "gradient, first / last step": norms[0] / norms[-1],
        "gradient left, by step": Series(
            tuple(norm / norms[-1] for norm in norms), axis="step", scale="log", x=range(steps + 1)
        ),
    }


def judge(found: Found) -> list[Check]:
    """The same orthogonal matrix, and the slopes of tanh alone make the gradient vanish."""
    return [
        # derived: machine epsilon times the operations
        at_most("W·Wᵀ − 1, largest entry", found["W·Wᵀ − 1, largest entry"], 1e-12, guard=True),
        # derived: 0.88 a step, √E[tanh′(z)²] at the fixed point of Var h = E[tanh(z)²], Var z = Var h + 4/(3·width),
        # leaves 3·10⁻⁶; a thousandth would be 0.93 a step
        at_most("gradient, first / last step", found["gradient, first / last step"], 0.001),
    ]
