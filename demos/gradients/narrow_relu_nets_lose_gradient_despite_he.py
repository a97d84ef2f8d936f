"""Over 50 ReLU layers with He weights the typical gradient vanishes where they are 8 wide, not where they are 128.

He weights keep the mean square of the gradient, but one network multiplies the square by a random factor at
each layer, of mean 1 and variance 5/d, with d the width.  A product of such factors keeps its mean thanks to
a few huge ones; over n layers its typical value falls as e^(−2.5·n/d) or faster: what counts is depth over
width.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"width": 8}
CONTROL = {"width": 128}


def measure(width: int, seed: int, layers: int = 50, networks: int = 48) -> dict[str, float | Series]:
    """‖∂L/∂h‖ relative to the top, median over networks, by the number of layers that it has crossed."""
    rng = lab.generator(seed)
    signals = [torch.randn(networks, 1, width, generator=rng).requires_grad_()]
    for _ in range(layers):
        weight = torch.randn(networks, width, width, generator=rng) * (2 / width) ** 0.5  # He
        signals.append(torch.relu(signals[-1] @ weight))
    above = torch.randn(signals[-1].shape, generator=rng)
    gradients = torch.autograd.grad(signals[-1], signals, above)
    left = [float((below.norm(dim=2) / above.norm(dim=2)).median()) for below in gradients]
    return {
        "median gradient, by layers crossed": Series(
            tuple(reversed(left)), axis="layers crossed", scale="log", x=range(layers + 1)
        ),
        "gradient left": left[0],
    }


def judge(found: Found) -> list[Check]:
    # separating: worst case 9.8e-5, best control 0.47 on seeds 1000 to 1029
    return [at_most("gradient left, median network", found["gradient left"], 0.0068)]
