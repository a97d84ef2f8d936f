"""One layer of local attention recalls a value whose key stands at the edge of its window, and not one step beyond.

Inside the window a sharp match takes nearly all the weight, as it does in global attention.  Outside it the matching
key has no weight at all, however well it fits: the weight goes to keys that do not match.
"""

import torch
from torch.nn.functional import normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"beyond_the_edge": 0}
CONTROL = {"beyond_the_edge": 1}

SHARPNESS = 30.0  # scores are 30 times the cosine: a match leads by far


def measure(
    beyond_the_edge: int, seed: int, tokens: int = 64, reach: int = 8, width: int = 64
) -> dict[str, float | Series]:
    """Share of queries that read the value of their matching key, through the window and with global attention."""
    rng = lab.generator(seed)
    keys = normalize(torch.randn(tokens, width, generator=rng), dim=1)
    values = torch.randn(tokens, width, generator=rng)
    positions = torch.arange(tokens)
    far = (positions[:, None] - positions).abs() > reach

    def recall(distance: int, hidden: torch.Tensor) -> float:
        """Each query wants the value that stands `distance` positions before it."""
        scores = (SHARPNESS * keys[: tokens - distance] @ keys.T).masked_fill(hidden[distance:], -torch.inf)
        outputs = torch.softmax(scores, dim=1) @ values
        nearest = torch.cdist(outputs, values).argmin(dim=1)
        return float((nearest == positions[: tokens - distance]).double().mean())

    distance = reach + beyond_the_edge
    distances = range(2 * reach + 1)
    return {
        "recall through the window": recall(distance, far),
        "recall with global attention": recall(distance, torch.zeros_like(far)),
        "recall": Series([recall(one, far) for one in distances], axis="distance of the match", x=tuple(distances)),
    }


def judge(found: Found) -> list[Check]:
    return [
        exactly("recall with global attention", found["recall with global attention"], 1, guard=True),
        # separating: worst case 1, best control 0 on seeds 1000 to 1029
        at_least("recall through the window", found["recall through the window"], 0.5),
    ]
