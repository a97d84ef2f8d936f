"""In L untrained 3×3 layers the squared gradient is a bell of standard deviation √(2L/3) pixels, in a field of 2L + 1.

A path from an output down to a pixel goes left, straight on or right in each layer, like a random walk, and few walks
end far out.  Each step has variance 2/3, so L of them have 2L/3: the bell widens as √L while the field widens as L.
A single kernel as large as the field gives all its pixels the same say.
"""

import torch
from torch import Tensor
from torch.nn.functional import conv2d

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, between, exactly

CASE = {"made_by": "3×3 layers"}
CONTROL = {"made_by": "one large kernel"}

IMAGES, CHANNELS = 8, 24


def measure(made_by: str, seed: int, layers: int = 15) -> dict[str, float | Series]:
    """Spread of the squared gradient ÷ √(2L/3), its largest distance from the bell, its share in the middle.

    The distance is that of the cumulative shares; the middle is the inner half of the rows and of the columns.
    """
    rng = lab.generator(seed)
    drawn = int(torch.randint(6, 13, (1,), generator=rng))  # another depth
    share = squared_gradient(made_by, layers, rng)
    across = share.sum(dim=0)
    place = torch.arange(len(across)) - (layers + 1)
    inner = place.abs() <= layers // 2
    bell = torch.special.ndtr((place + 0.5) / (2 * layers / 3) ** 0.5)  # up to the right edge of each pixel
    return {
        "side of the field": int((across > 0).sum()),
        "side by formula": 2 * layers + 1,
        "spread": spread(across),
        "spread ÷ √(2L/3)": spread(across) / (2 * layers / 3) ** 0.5,
        "other depth: spread ÷ √(2L/3)": spread(squared_gradient(made_by, drawn, rng).sum(dim=0))
        / (2 * drawn / 3) ** 0.5,
        "distance from the bell": float((across.cumsum(dim=0) - bell).abs().max()),
        "share in the middle": float(share[inner][:, inner].sum()),
        "squared gradient across": Series(across.tolist(), axis="pixels from the middle", x=place.tolist()),
    }


def squared_gradient(made_by: str, layers: int, rng: torch.Generator) -> Tensor:
    """Each pixel's share of the squared gradient of one output, over all channels, on a map a pixel wider all round."""
    field = 2 * layers + 1
    image = torch.randn(IMAGES, CHANNELS, field + 2, field + 2, generator=rng).requires_grad_()
    h = image
    for k in [3] * layers if made_by == "3×3 layers" else [field]:
        weights = torch.randn(CHANNELS, CHANNELS, k, k, generator=rng) * (2 / (CHANNELS * k**2)) ** 0.5
        h = torch.relu(conv2d(h, weights))
    (gradient,) = torch.autograd.grad(h[:, :, 1, 1].sum(), image)  # the middle of 3×3 outputs
    energy = gradient.square().sum(dim=(0, 1))
    return energy / energy.sum()


def spread(across: Tensor) -> float:
    """Standard deviation about the middle, in pixels."""
    place = torch.arange(len(across)) - len(across) // 2
    return float((across * place.square()).sum()) ** 0.5


def judge(found: Found) -> list[Check]:
    return [
        exactly("field − formula, pixels", found["side of the field"] - found["side by formula"], 0, guard=True),
        # separating: worst case 0.917 and 1.03, best control 1.85 (at 6 layers) on seeds 1000 to 1029
        between("spread ÷ √(2L/3)", found["spread ÷ √(2L/3)"], 1 / 1.4, 1.4),
        between("other depth: spread ÷ √(2L/3)", found["other depth: spread ÷ √(2L/3)"], 1 / 1.4, 1.4),
        # separating: worst case 0.074, best control 0.28
        at_most("distance from the bell", found["distance from the bell"], 0.15),
        # separating: worst case 0.964, best control 0.239
        at_least("share in the middle", found["share in the middle"], 0.6),
    ]
