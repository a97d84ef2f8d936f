"""20 Gaussian layers of variance 1/d keep the mean squared length, but half of their singular values fall below 0.1.

Each layer keeps ‖x‖² on average over its random weights.  But its singular values spread over 0 to 2, and
the product multiplies the stretched by the stretched: most directions shrink, a few make up for them.
All singular values of an orthogonal product are 1.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, close

CASE = {"weights": "gaussian"}
CONTROL = {"weights": "orthogonal"}

STACKS = 100


def measure(weights: str, seed: int, depth: int = 20, width: int = 32) -> dict[str, float | Series]:
    """Mean of ‖Wx‖²/‖x‖² over stacks and directions, and median over stacks of singular values of the product."""
    rng = lab.generator(seed)
    product = torch.eye(width, dtype=torch.float64).expand(STACKS, width, width)
    for _ in range(depth):
        layers = torch.randn(STACKS, width, width, generator=rng, dtype=torch.float64) / width**0.5
        if weights == "orthogonal":
            layers = torch.linalg.qr(layers).Q
        product = layers @ product
    values = torch.linalg.svdvals(product)
    ratios = values[:, :1] / values
    return {
        "mean square": float(values.square().mean()),
        "largest ÷ median": float(ratios[:, width // 2].median()),
        "largest ÷ smallest": float(ratios[:, -1].median()),
        "share below 0.1": float((values < 0.1).double().mean()),
        "singular value": Series(tuple(values.median(0).values.tolist()), "largest first", "log"),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: E‖Wx‖² = ‖x‖², and five standard errors of the mean over 100 stacks, as seen on seeds 1000 to 1029
        close("mean of ‖Wx‖²/‖x‖²", found["mean square"], 1, abs=0.5, guard=True),
        # separating, in log space: worst case 7000, control 1 on seeds 1000 to 1029
        at_least("singular values, largest ÷ median", found["largest ÷ median"], 80),
        at_least("singular values below 0.1 (share)", found["share below 0.1"], 0.5),  # the claim's half
    ]
