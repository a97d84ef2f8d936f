"""Auto-encoder pre-training on pure noise rescues the gradient of 10 Xavier sigmoid layers; good weights gain little.

To reconstruct its input, each layer must hand on how examples differ, and a sigmoid shrinks differences to
less than a quarter: so weights grow to some 3.5 times Xavier's size, while those of a unit come to balance,
which keeps z around 0, off the flat tails.  This is what the gradient needs too, whatever the data.  Weights
that start like that give as much without any pre-training.
"""

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, linear

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, between

CASE = {"start": "Xavier", "pretrained": True}
CONTROLS = {
    "not pre-trained": {"start": "Xavier", "pretrained": False},
    "good start": {"start": "4 × orthogonal, centred", "pretrained": True},
}


def measure(
    start: str,
    pretrained: bool,
    seed: int,
    layers: int = 10,
    width: int = 32,
    steps: int = 80,
    rate: float = 0.03,
) -> dict[str, float | Series]:
    """‖∂L/∂z‖ by layer, relative to the top, before and after greedy pre-training on uniform noise."""
    rng = lab.generator(seed)
    noise = torch.rand(128, width, generator=rng)
    above = torch.randn(128, width, generator=rng, dtype=torch.float64)
    weights = [torch.randn(width, width, generator=rng) / width**0.5 for _ in range(layers)]
    biases = [torch.zeros(width) for _ in range(layers)]
    if start != "Xavier":  # 2σ(2u) − 1 = tanh(u): with these, sigmoids are orthogonal tanh layers
        weights = [4 * torch.linalg.qr(weight).Q for weight in weights]
        biases = [-weight.sum(dim=1) / 2 for weight in weights]
    before = gradients(weights, biases, noise, above)
    if pretrained:
        signal = noise
        for weight, bias in zip(weights, biases, strict=True):
            pretrain(weight, bias, signal, steps, rate)
            signal = torch.sigmoid(linear(signal, weight, bias))
    after = gradients(weights, biases, noise, above)
    return {
        "gradient before": Series(before, axis="layer", scale="log"),
        "gradient after": Series(after, axis="layer", scale="log"),
        "left before pre-training": before[0],
        "left after pre-training": after[0],
        "gain": after[0] / before[0],
        "size of the weights, times Xavier": float(torch.stack(weights).square().mean().sqrt() * width**0.5),
        "sum of a unit's weights, times Xavier": float(torch.stack(weights).sum(dim=2).square().mean().sqrt()),
    }


def pretrain(weight: Tensor, bias: Tensor, inputs: Tensor, steps: int, rate: float) -> None:
    """Train `weight` and `bias` in place to code inputs in [0, 1], which the transposed weight decodes."""
    visible = torch.zeros(inputs.shape[1], requires_grad=True)
    adam = torch.optim.Adam([weight.requires_grad_(), bias.requires_grad_(), visible], lr=rate)
    for _ in range(steps):
        code = torch.sigmoid(linear(inputs, weight, bias))
        adam.zero_grad()
        binary_cross_entropy_with_logits(linear(code, weight.T, visible), inputs).backward()
        adam.step()
    weight.requires_grad_(requires_grad=False)
    bias.requires_grad_(requires_grad=False)


def gradients(weights: list[Tensor], biases: list[Tensor], inputs: Tensor, above: Tensor) -> list[float]:
    """‖∂L/∂z‖ at each layer, relative to the top, where it is `above`."""
    signal, outputs = inputs.double().requires_grad_(), []
    for weight, bias in zip(weights, biases, strict=True):
        outputs.append(linear(signal, weight.double(), bias.double()))
        signal = torch.sigmoid(outputs[-1])
    return [float(g.norm() / above.norm()) for g in torch.autograd.grad(outputs[-1], outputs, above)]


def judge(found: Found) -> list[Check]:
    """Pre-training gains a large factor, and what is left then is a good part of the whole."""
    return [
        # separating: worst case 150,000, best control 1.4 on seeds 1000 to 1029
        at_least("gradient, after / before", found["gain"], 500),
        # separating: worst case 3.4e-6, best control 0.41 on seeds 1000 to 1029
        at_most("first / last layer, before", found["left before pre-training"], 1e-3),
        # worst case 0.44, best control 3e-6; halfway is 0.001, but "rescues" asks for more: a tenth
        between("first / last layer, after", found["left after pre-training"], 0.1, 2),
    ]
