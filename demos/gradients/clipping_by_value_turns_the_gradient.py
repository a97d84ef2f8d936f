"""Clipping by value turns a gradient with one large entry, and bounds its length by c·√n only, for n entries.

Each entry is cut to ±c by itself.  The large ones lose, the small ones stay, so the direction leans towards the
small ones.  n entries at ±c make a vector of length c·√n.  Clipping by norm does neither.
"""

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, close

CASE = {"clip": "by value"}
CONTROLS = {"by norm": {"clip": "by norm"}}

EPSILON = torch.finfo(torch.float64).eps


def measure(clip: str, seed: int, entries: int = 400, threshold: float = 1.0) -> dict[str, float]:
    """Two gradients clipped: turned angle of one with a single large entry (degrees), length of one with all large."""
    rng = lab.generator(seed)
    small = 0.5 * threshold * (1 + torch.rand(entries, generator=rng, dtype=torch.float64))  # from c/2 to c
    lopsided = small.clone()
    lopsided[0] = 100 * threshold * entries**0.5
    large = 4 * small  # from 2c to 4c, all above the threshold
    after = _clipped(large, clip, threshold)
    return {
        "entries": entries,
        "threshold": threshold,
        "angle turned": _angle(lopsided, _clipped(lopsided, clip, threshold)),
        "length before clipping": float(large.norm()),
        "length after clipping": float(after.norm()),
        "entries above the threshold": int((large > threshold).sum()),
    }


def _clipped(gradient: Tensor, clip: str, threshold: float) -> Tensor:
    weight = nn.Parameter(torch.zeros_like(gradient))
    (gradient @ weight).backward()  # a linear loss: its gradient is the given one
    if clip == "by value":
        clip_grad_value_([weight], threshold)
    else:
        clip_grad_norm_([weight], threshold)
    return weight.grad


def _angle(one: Tensor, other: Tensor) -> float:
    one, other = one / one.norm(), other / other.norm()
    return float(torch.rad2deg(2 * torch.atan2((one - other).norm(), (one + other).norm())))


def judge(found: Found) -> list[Check]:
    entries, threshold = found["entries"], found["threshold"]
    # derived: at first one entry is 100 times the rest together, 0.6° from its axis.  Clipped, it is c, and the rest
    # measure at least ½c·√(n − 1): an angle of atan(½·√(n − 1)) from the axis, less the 0.6°.
    wide = float(torch.rad2deg(torch.atan(torch.tensor((entries - 1) ** 0.5 / 2)))) - 0.6
    return [
        at_least("entries above the threshold", found["entries above the threshold"], entries, guard=True),
        at_least("angle turned, degrees", found["angle turned"], wide),
        # derived: machine epsilon for each term of the sum
        close("length ÷ (c·√n)", found["length after clipping"] / (threshold * entries**0.5), 1, abs=entries * EPSILON),
    ]
