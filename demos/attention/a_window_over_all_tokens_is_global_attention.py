"""Local attention equals global attention once every query reaches all n tokens; one position short, it does not.

Local attention leaves out the pairs that are farther apart than its reach and shares the weight among the others.
The farthest pair is n − 1 apart, so with that reach nothing is left out.  One position less cuts two pairs, the
first token with the last and back, and only the outputs at the two ends change.
"""

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most, exactly

CASE = {"reach": "n − 1"}
CONTROL = {"reach": "n − 2"}

LARGEST = 24  # tokens that a seed may draw
# derived: machine epsilon for each operation behind an output: a score, a softmax and a sum
ROUNDING = torch.finfo(torch.float64).eps * 4 * (16 + 2 * LARGEST)


def measure(reach: str, seed: int, width: int = 16) -> dict[str, float]:
    """Largest distance between the outputs of local and of global attention, at the ends and in between."""
    rng = lab.generator(seed)
    tokens = int(torch.randint(8, LARGEST + 1, (1,), generator=rng))
    q, k, v = torch.randn(3, tokens, width, generator=rng, dtype=torch.float64)
    everything = scaled_dot_product_attention(q, k, v)
    apart = (local(q, k, v, tokens - (1 if reach == "n − 1" else 2)) - everything).abs()
    return {
        "distance at the two ends": float(torch.stack([apart[0], apart[-1]]).max()),
        "distance in between": float(apart[1:-1].max()),
        "outputs that differ": float((apart.amax(dim=1) > ROUNDING).sum()),
    }


def local(q: Tensor, k: Tensor, v: Tensor, reach: int) -> Tensor:
    """Each query attends to the positions at most `reach` away, and to nothing else."""
    outputs = []
    for i, query in enumerate(q):
        seen = slice(max(0, i - reach), i + reach + 1)
        outputs.append(torch.softmax(k[seen] @ query / q.shape[1] ** 0.5, dim=0) @ v[seen])
    return torch.stack(outputs)


def judge(found: Found) -> list[Check]:
    return [
        at_most("distance between the ends", found["distance in between"], ROUNDING, guard=True),
        at_most("distance at the two ends", found["distance at the two ends"], ROUNDING),
        exactly("outputs that differ", found["outputs that differ"], 0),
    ]
