"""With Xavier weights each ReLU layer halves the gradient's mean square: n layers leave 2^(−n/2) of its size.

Going back, a weight matrix of variance 1/d (Xavier, all layers d wide) keeps the mean square of the
gradient.  ReLU passes it where the unit is on, which is every second one, and so halves it.  He weights, of
variance 2/d, make up for exactly this half; without ReLU there is nothing to make up for.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, close

CASE = {"activation": "relu", "gain": 1.0}  # Xavier: weights of variance 1/d
CONTROLS = {
    "ReLU + He": {"activation": "relu", "gain": 2.0},  # variance 2/d
    "Xavier, no ReLU": {"activation": "identity", "gain": 1.0},
}

ACTIVATION = {"relu": torch.relu, "identity": lambda z: z}


def measure(
    activation: str, gain: float, seed: int, layers: int = 20, width: int = 96, networks: int = 128
) -> dict[str, float | Series]:
    """‖∂L/∂h‖ below a number of layers relative to the top: root of the mean square over networks."""
    rng = lab.generator(seed)
    inputs = torch.randn(networks, 1, width, generator=rng)
    signals = [inputs.requires_grad_()]
    for weight in lab.batched_mlp(networks, [width] * (layers + 1), rng=rng, gain=gain)[::2]:
        signals.append(ACTIVATION[activation](signals[-1] @ weight))
    above = torch.randn(inputs.shape, generator=rng)  # ∂L/∂h at the top
    gradients = torch.autograd.grad(signals[-1], signals, above)
    squares = [float(below.square().mean() / above.square().mean()) for below in gradients]
    return {
        "squared gradient, by layers crossed": Series(
            tuple(reversed(squares)), axis="layers crossed", scale="log", x=range(layers + 1)
        ),
        "gradient left": squares[0] ** 0.5,
        "factor per layer": squares[0] ** (1 / layers),
    }


def judge(found: Found) -> list[Check]:
    """The mean square is multiplied by ½ at each layer crossed: it falls exponentially."""
    # derived: one layer of d units halves the square with a relative variance of 5/d, which over 20 layers of
    # 96 adds up to 135 % in one network, 12 % in the mean of 128, 0.6 % in its 20th root: six of them
    return [close("factor per layer, mean square", found["factor per layer"], 0.5, rel=0.036)]
