"""Sigmoids at Xavier initialisation cut the gradient about 20-fold over 3 layers, 360-fold over 5, 27,000-fold over 8.

Depth has no threshold: each layer crossed multiplies the gradient by about 0.236 on average, a little less
than the slope ¼ of the sigmoid at 0, and three layers are crossed twice, eight layers seven times.  The
weights have their part in that factor: four times as large, they more than double it, although σ′ falls below
¼ then.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

# Scale 1 is Xavier: variance 1/width, where all layers are equally wide.
CASE = {"activation": "sigmoid", "scale": 1.0}
CONTROLS = {
    "weights × 4": {"activation": "sigmoid", "scale": 4.0},
    "tanh": {"activation": "tanh", "scale": 1.0},
}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}

# derived: a layer multiplies the square by E[σ′(z)²]; the next z has variance E[σ(z)²], the first one 1
EXPECTED = {3: 0.0497, 5: 0.00277, 8: 3.64e-5}


def measure(
    activation: str, scale: float, seed: int, depth: int = 8, width: int = 64, networks: int = 32
) -> dict[str, float | Series]:
    """‖∂L/∂z‖ at the first hidden layer over that at the last, geometric mean over networks, by depth."""
    rng = lab.generator(seed)
    deepest = max(depth, *EXPECTED)
    weights = lab.batched_mlp(networks, [width] * (deepest + 1), rng=rng, gain=scale**2)[::2]
    layers = [torch.randn(networks, 8, width, generator=rng) @ weights[0]]
    for weight in weights[1:]:
        layers.append(ACTIVATION[activation](layers[-1]) @ weight)

    def left(count: int) -> float:
        """What the first `count` layers, taken as a network of their own, leave of ∂L/∂z."""
        above = torch.randn(layers[-1].shape, generator=rng)
        (below,) = torch.autograd.grad(layers[count - 1], layers[0], above, retain_graph=True)
        return float((below.norm(dim=(1, 2)) / above.norm(dim=(1, 2))).log().mean().exp())

    shares = {count: left(count) for count in range(2, deepest + 1)}
    return {
        "first / last layer": shares[depth],
        **{f"first / last of {count} layers": shares[count] for count in EXPECTED},
        "first / last layer, by depth": Series(
            tuple(shares.values()), axis="depth (layers)", scale="log", x=tuple(shares)
        ),
    }


def judge(found: Found) -> list[Check]:
    """What is left falls by a factor of about four a layer, from the first one on."""
    # derived: one layer of 64 units scatters by 1/√(2·64) = 9 %, the mean of 32 networks over seven of
    # them by 4 %; five times that
    return [
        close(f"first / last of {count} layers", found[f"first / last of {count} layers"], share, rel=0.2)
        for count, share in EXPECTED.items()
    ]
