"""Behind ReLU an orthogonal layer leaves half the mean square of a signal; a gain of √2 keeps it, on average.

An orthogonal layer turns the signal in a random direction, so that its entries are as often below 0 as above.
ReLU drops the half below, and with it on average half of ‖x‖².  No orthogonal matrix can make up for that, as
it only turns.  Times √2 the mean square stays, on average over networks and not in each of them.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, between, close

CASE = {"activation": "relu"}
CONTROL = {"activation": "none"}

NETWORKS = 64


def measure(activation: str, seed: int, depth: int = 10, width: int = 64) -> dict[str, float | Series]:
    """‖h‖ behind all layers relative to ‖x‖ (root mean square over networks), at gain 1 and at gain √2."""
    rng = lab.generator(seed)
    inputs = torch.randn(NETWORKS, width, 1, generator=rng)
    plain, scaled, lengths = inputs, inputs, [1.0]
    for _ in range(depth):
        weights = torch.stack(
            [torch.nn.init.orthogonal_(torch.empty(width, width), generator=rng) for _ in range(NETWORKS)]
        )
        plain, scaled = weights @ plain, 2**0.5 * weights @ scaled
        if activation == "relu":
            plain, scaled = torch.relu(plain), torch.relu(scaled)
        lengths.append(float(plain.norm() / inputs.norm()))
    return {
        "left": lengths[-1],
        "mean square per layer": lengths[-1] ** (2 / depth),
        "left with gain √2": float(scaled.norm() / inputs.norm()),
        "‖h‖ ÷ ‖x‖": Series(tuple(lengths), "layer", "log", tuple(range(depth + 1))),
    }


def judge(found: Found) -> list[Check]:
    return [
        # separating: worst case 0.012 and a factor of 1.12 off, control 0.5 and 32, on seeds 1000 to 1029
        close("mean square, factor per layer", found["mean square per layer"], 0.5, abs=0.1),
        between("‖h‖ ÷ ‖x‖ with gain √2", found["left with gain √2"], 0.5, 2),
    ]
