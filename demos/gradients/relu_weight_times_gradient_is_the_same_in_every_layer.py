"""In a ReLU network without biases the inner product of W and ∂L/∂W is the same number in every layer.

Scaling one layer's W by a > 0 scales the output f by a, because ReLU(a·z) = a·ReLU(z): so ⟨W, ∂L/∂W⟩ = ⟨f,
∂L/∂f⟩ by Euler's rule, and no layer occurs on the right.  However far a gradient shrinks on its way down, a
weight gradient gets it times an input, and together they come out alike.  With a bias, or a sigmoid, f does
not scale like that.
"""

import sys
from itertools import pairwise

import torch
from torch.nn.functional import cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"activation": "relu", "biases": 0.0}
CONTROLS = {
    "sigmoid": {"activation": "sigmoid", "biases": 0.0},
    "with biases": {"activation": "relu", "biases": 0.1},  # standard deviation of the biases
}

ACTIVATION = {"relu": torch.relu, "sigmoid": torch.sigmoid}


def measure(activation: str, biases: float, seed: int, scale: float = 1.0) -> dict[str, float | Series]:
    """⟨W, ∂L/∂W⟩ of each layer, relative to ⟨f, ∂L/∂f⟩ at the output; `scale` multiplies He's weights."""
    rng = lab.generator(seed)
    depth, batch = (int(torch.randint(low, high, (1,), generator=rng)) for low, high in ((3, 12), (1, 40)))
    widths = torch.randint(8, 40, (depth + 1,), generator=rng).tolist()
    signal = torch.randn(batch, widths[0], generator=rng, dtype=torch.float64)
    weights = []
    for layer, (fan_in, fan_out) in enumerate(pairwise(widths)):
        weight = torch.randn(fan_in, fan_out, generator=rng, dtype=torch.float64) * scale * (2 / fan_in) ** 0.5
        bias = torch.randn(fan_out, generator=rng, dtype=torch.float64) * biases
        weights.append(weight.requires_grad_())
        signal = (ACTIVATION[activation](signal) if layer else signal) @ weight + bias
    labels = torch.randint(widths[-1], (batch,), generator=rng)
    *gradients, above = torch.autograd.grad(cross_entropy(signal, labels), [*weights, signal])
    at_output = float((signal.detach() * above).sum())
    products = [float((w.detach() * g).sum()) for w, g in zip(weights, gradients, strict=True)]
    # Each product is a sum of terms of either sign; what rounding can do is measured by their absolute values.
    sizes = [float((w.detach() * g).abs().sum()) for w, g in zip(weights, gradients, strict=True)]
    return {
        "⟨W, ∂L/∂W⟩ / ⟨f, ∂L/∂f⟩": Series(tuple(p / at_output for p in products), axis="layer"),
        "difference from ⟨f, ∂L/∂f⟩": max(
            abs(product - at_output) / size for product, size in zip(products, sizes, strict=True)
        ),
        "operations": batch * sum(fan_in * fan_out for fan_in, fan_out in pairwise(widths)),
    }


def judge(found: Found) -> list[Check]:
    """In every layer the inner product is that at the output."""
    # derived: machine epsilon times the multiplications of one pass through the network
    rounding = sys.float_info.epsilon * found["operations"]
    return [at_most("difference of ⟨W, ∂L/∂W⟩, worst layer", found["difference from ⟨f, ∂L/∂f⟩"], rounding)]
