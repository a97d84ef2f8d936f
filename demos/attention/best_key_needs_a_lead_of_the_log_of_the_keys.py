"""A key that leads n − 1 level ones by Δ gets weight 1/(1 + (n−1)·exp(−Δ)): for half it must lead by ln(n − 1).

The ratio of two softmax weights is exp of the difference of their scores.  Each of the others gets exp(−Δ) of the
best key's weight, and all add up to 1.  So the lead that is needed depends on how many keys there are to outweigh;
with one other alone, the weight would be σ(Δ).
"""

import math

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, close

CASE = {"reckoned": "all others"}
CONTROL = {"reckoned": "one other"}

TRIALS = 20
EPSILON = torch.finfo(torch.float64).eps
# derived: machine epsilon for each term of the sum over 1,000 keys
ROUNDING = 1000 * EPSILON


def measure(reckoned: str, seed: int, lead: float = 4.0, keys: int = 100) -> dict[str, float | Series]:
    """Weight of the best key; largest error of the reckoned weight over drawn leads and numbers of keys."""
    rng = lab.generator(seed)
    drawn_leads = (10 * torch.rand(TRIALS, generator=rng, dtype=torch.float64)).tolist()
    drawn_keys = torch.randint(10, 1001, (TRIALS,), generator=rng).tolist()
    drawn = list(zip(drawn_leads, drawn_keys, strict=True))
    numbers = [4**power for power in range(1, 6)]
    return {
        "weight of the best key": best_weight(lead, keys),
        "reckoned weight, off by": max(abs(reckon(reckoned, s, n) / best_weight(s, n) - 1) for s, n in drawn),
        "weight at the reckoned lead": best_weight(0.0 if reckoned == "one other" else math.log(keys - 1), keys),
        "weight of two level keys": best_weight(0.0, 2),
        "weight": Series([best_weight(lead, n) for n in numbers], axis="keys", x=numbers, x_scale="log"),
    }


def reckon(reckoned: str, lead: float, keys: int) -> float:
    return 1 / (1 + (keys - 1 if reckoned == "all others" else 1) * math.exp(-lead))


def best_weight(lead: float, keys: int) -> float:
    """Weight of the first key, whose score is by `lead` above those of all others, which are level."""
    scores = torch.full((keys,), -3.0, dtype=torch.float64)
    scores[0] += lead
    return float(torch.softmax(scores, dim=0)[0])


def judge(found: Found) -> list[Check]:
    return [
        close("weight of one of two level keys", found["weight of two level keys"], 0.5, abs=EPSILON, guard=True),
        at_most("reckoned weight, off by (share)", found["reckoned weight, off by"], ROUNDING),
        close("weight at a lead reckoned for half", found["weight at the reckoned lead"], 0.5, abs=ROUNDING),
    ]
