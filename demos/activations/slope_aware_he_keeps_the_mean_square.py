"""Under leaky ReLU of slope α, weights of variance 2/((1 + α²)d) keep the mean square; 2/d grows it by 1 + α² a layer.

A layer of d inputs multiplies the mean square by d·Var(w), and leaky ReLU multiplies it by (1 + α²)/2.  The
product is 1 for the variance 2/((1 + α²)d).  With He's 2/d for ReLU it is 1 + α², layer after layer, and with
Xavier's 1/d it is (1 + α²)/2.
"""

import torch
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"variance": "2/((1 + α²)d)"}
CONTROLS = {"2/d": {"variance": "2/d"}, "1/d": {"variance": "1/d"}}

WIDTH, NETWORKS = 32, 1024


def measure(variance: str, seed: int, alpha: float = 0.25, depth: int = 10) -> dict[str, float | Series]:
    """Mean square of the hidden activations, relative to the input's, by layer; its factor per layer."""
    rng = lab.generator(seed)
    gain = {"2/((1 + α²)d)": 2 / (1 + alpha**2), "2/d": 2.0, "1/d": 1.0}[variance]
    h = torch.randn(NETWORKS, 1, WIDTH, generator=rng)
    h = h / h.square().mean(dim=2, keepdim=True).sqrt()
    squares = [1.0]
    for _ in range(depth):
        weight = torch.randn(NETWORKS, WIDTH, WIDTH, generator=rng) * (gain / WIDTH) ** 0.5
        h = leaky_relu(h @ weight, alpha)
        squares.append(h.square().mean().item())
    return {
        "mean square, by layer": Series(tuple(squares), axis="layer", scale="log", x=tuple(range(depth + 1))),
        "growth of the mean square": squares[-1],
        "factor per layer": squares[-1] ** (1 / depth),
        "½(1 + α²)·d·Var(w)": (1 + alpha**2) / 2 * gain,
    }


def judge(found: Found) -> list[Check]:
    """The factor per layer is ½(1 + α²)·d·Var(w) under each variance, and 1 under the one that asks for it."""
    factor = found["factor per layer"]
    # derived: a layer of 32 units multiplies the mean square of one net by its factor with variance 4.3/32, which
    # over 10 layers adds up to 170 %, 5.3 % in the mean of 1024 nets, 0.53 % in its tenth root: six of them
    error = 0.032
    return [
        close("factor ÷ ½(1 + α²)·d·Var(w)", factor / found["½(1 + α²)·d·Var(w)"], 1, abs=error, guard=True),
        close("factor per layer", factor, 1, abs=error),
    ]
