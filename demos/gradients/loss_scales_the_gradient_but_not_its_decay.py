"""With one sigmoid output, an example's MSE gradient is its cross-entropy one times 2σ′(z), in every layer.

The loss enters the backward pass once, as ∂L/∂z at the output: p − y for cross-entropy, 2(p − y)·σ′(z) for
squared error, with p = σ(z).  Every layer below multiplies that number by its own σ′ and W, which the loss
does not touch: the decay from the output down to the first layer stays.  Another activation changes it.
"""

import sys
from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

# What is put in the place of cross-entropy over sigmoid layers, with the same weights.
CASE = {"loss": "squared error", "activation": "sigmoid"}
CONTROLS = {
    "cross-entropy kept": {"loss": "cross-entropy", "activation": "sigmoid"},
    "tanh": {"loss": "squared error", "activation": "tanh"},
}

ACTIVATION = {"sigmoid": nn.Sigmoid, "tanh": nn.Tanh}
LOSSES = {  # with the target 1, summed over examples
    "cross-entropy": lambda z: binary_cross_entropy_with_logits(z, torch.ones_like(z), reduction="sum"),
    "squared error": lambda z: (torch.sigmoid(z) - 1).square().sum(),
}


def measure(
    loss: str, activation: str, seed: int, depth: int = 8, width: int = 32, logit: float = -8.0
) -> dict[str, float | Series]:
    """∂L/∂z at the output against its formula, and change of the decay below it, worst of 32 examples."""
    inputs = torch.randn(32, width, generator=lab.generator(seed), dtype=torch.float64)

    def norms(loss: str, activation: str) -> tuple[Tensor, Tensor]:
        """‖∂L/∂z‖ at the output of each linear layer, and the output p, for each example."""
        with lab.seeded(seed):  # the same weights, whatever the activation
            net = lab.mlp([width] * (depth + 1) + [1], ACTIVATION[activation], init=lab.xavier).double()
        nn.init.constant_(net[-1].bias, logit)  # about this logit, where 1 is right
        return norms_by_layer(net, inputs, LOSSES[loss]), torch.sigmoid(net(inputs).detach()).squeeze(1)

    before, p_before = norms("cross-entropy", "sigmoid")
    after, p = norms(loss, activation)
    first_factor = after[-1] / ((1 - p) * 2 * p * (1 - p))
    decay = (after / after[-1]) / (before / before[-1])
    return {
        "operations": depth * width**2,
        "layers crossed": depth - 1,
        "decay, first / last hidden layer": float((before[0] / before[-2]).max()),
        "cross-entropy, |∂L/∂z| less (1 − p)": float((before[-1] - (1 - p_before)).abs().max()),
        "|∂L/∂z| / 2(1 − p)σ′(z), less 1": float((first_factor - 1).abs().max()),
        "change of the decay, worst layer": float((decay - 1).abs().max()),
        "‖∂L/∂z‖ before the swap": Series(before.median(dim=1).values.tolist(), axis="layer", scale="log"),
        "‖∂L/∂z‖ after the swap": Series(after.median(dim=1).values.tolist(), axis="layer", scale="log"),
    }


def norms_by_layer(net: nn.Sequential, inputs: Tensor, loss: Callable[[Tensor], Tensor]) -> Tensor:
    """‖∂L/∂z‖ of each example at the output of each linear layer, first layer first: (layers, examples)."""
    signal, outputs = inputs, []
    for layer in net:
        signal = layer(signal)
        if isinstance(layer, nn.Linear):
            outputs.append(signal)
    return torch.stack([gradient.norm(dim=1) for gradient in torch.autograd.grad(loss(signal), outputs)])


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times the multiplications of one example's backward pass
    rounding = sys.float_info.epsilon * found["operations"]
    # derived: a layer multiplies by ¼‖W‖ at most.  Xavier norms lie near 2 with a variance of 1/width at most:
    # that seven of them are above 2.5 on average has p < 1e-12.
    ceiling = (2.5 / 4) ** found["layers crossed"]
    guards = {"decay, first / last hidden layer": ceiling, "cross-entropy, |∂L/∂z| less (1 − p)": rounding}
    checks = ("|∂L/∂z| / 2(1 − p)σ′(z), less 1", "change of the decay, worst layer")
    return [
        *(at_most(name, found[name], bound, guard=True) for name, bound in guards.items()),
        *(at_most(name, found[name], rounding) for name in checks),
    ]
