"""With scores of 30·cosine, soft addressing returns the stored value within 1 %; with the cosine alone, a blur of all.

Among random keys of width 64 the matching one has cosine 1 and the others hardly over ½.  Times 30, its score leads
by 15 or so, and e⁻¹⁵ is left for each of the others.  The cosine alone leads by at most 2, so the matching key
gets at most e² times the weight of another, and there are many others.  (Equal keys share the weight at any sharpness.)
"""

import torch
from torch.nn.functional import mse_loss, normalize

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"sharpness": 30.0}
CONTROL = {"sharpness": 1.0}


def measure(sharpness: float, seed: int, keys: int = 32, width: int = 64) -> dict[str, float | Series]:
    """Distance of what is read from the stored value, and from the mean of all, ÷ that between the two (r.m.s.)."""
    rng = lab.generator(seed)
    stored_keys = normalize(torch.randn(keys, width, generator=rng), dim=1)
    values = torch.randn(keys, width, generator=rng)
    blur = values.mean(dim=0).expand(keys, width)

    def read(times: float) -> torch.Tensor:
        """What each stored key reads when it is the query."""
        return torch.softmax(times * stored_keys @ stored_keys.T, dim=1) @ values

    cosines = stored_keys @ stored_keys.T
    others = cosines - 2 * torch.eye(keys)  # with the key itself out of the running
    factors = (1, 2, 4, 8, 16, 32, 64)
    apart = mse_loss(values, blur).sqrt()
    return {
        "largest cosine with another key": float(others.max()),
        "distance from the stored value": float(mse_loss(read(sharpness), values).sqrt() / apart),
        "distance from the mean of all": float(mse_loss(read(sharpness), blur).sqrt() / apart),
        "distance": Series(
            [float(mse_loss(read(times), values).sqrt() / apart) for times in factors],
            axis="score of a perfect match", scale="log", x=factors, x_scale="log",
        ),
    }  # fmt: skip


def judge(found: Found) -> list[Check]:
    return [
        # derived: one of 496 cosines in 64 dimensions passes 0.72 with probability below 1e-8
        at_most("largest cosine with another key", found["largest cosine with another key"], 0.72, guard=True),
        # derived: up to that cosine, at most 31·e^(−30·0.28) = 0.7 % of the weight lies on other values
        at_most("distance from the stored value", found["distance from the stored value"], 0.01),
        # separating: worst case 1.0, best control 0.06 on seeds 1000 to 1029
        at_least("distance from the mean of all", found["distance from the mean of all"], 0.5),
    ]
