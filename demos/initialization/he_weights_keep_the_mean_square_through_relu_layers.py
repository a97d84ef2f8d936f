"""With He weights the mean square of z stays through 20 ReLU layers; with Xavier weights each layer halves it.

z sums d products of a weight and a ReLU output, so its mean square is d·Var(w) times that of ReLU's outputs.
ReLU keeps half of the mean square of its inputs, hence ½·d·Var(w) per layer: 1 with He's variance of 2/d, ½
with 1/d.  Without ReLU there is no half to make up for.  What stays is the mean over networks, not each one.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "relu"}
CONTROL = {"activation": "none"}

ACTIVATION = {"relu": torch.relu, "none": lambda z: z}
RULES = {"He": 2.0, "Xavier": 1.0}  # variance of the weights × d; all layers are d wide


def measure(
    activation: str, seed: int, depth: int = 20, width: int = 96, networks: int = 32
) -> dict[str, float | Series]:
    """Mean square of z by layer, relative to the first, mean over networks, and its factor a layer."""
    rng = lab.generator(seed)
    found: dict[str, float | Series] = {"width": width, "networks": networks, "layers crossed": depth - 1}
    for rule, gain in RULES.items():
        weights = lab.batched_mlp(networks, [width] * (depth + 1), rng=rng, gain=gain)[::2]
        z = torch.randn(networks, 4, width, generator=rng) @ weights[0].detach()
        squares = [z.square().mean().item()]
        for weight in weights[1:]:
            z = ACTIVATION[activation](z) @ weight.detach()
            squares.append(z.square().mean().item())
        found[f"last / first layer, {rule}"] = squares[-1] / squares[0]
        found[f"factor per layer, {rule}"] = (squares[-1] / squares[0]) ** (1 / (depth - 1))
        relative = [square / squares[0] for square in squares]
        found[f"mean square of z, {rule}"] = Series(relative, axis="layer", scale="log")
    return found


def judge(found: Found) -> list[Check]:
    """The mean square is multiplied by 1 per layer with He's weights, and by ½ with Xavier's."""
    # derived: one layer multiplies the square of one network by its factor times 1 ± √(5/d), so n layers have a
    # relative variance of (1 + 5/d)ⁿ − 1; five standard errors of the mean over networks, for one layer of n
    variance = (1 + 5 / found["width"]) ** found["layers crossed"] - 1
    margin = 5 * (variance / found["networks"]) ** 0.5 / found["layers crossed"]
    return [
        close("factor of E[z²] per layer, He", found["factor per layer, He"], 1, rel=margin),
        close("factor of E[z²] per layer, Xavier", found["factor per layer, Xavier"], 0.5, rel=margin),
    ]
