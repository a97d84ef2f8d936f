"""With two classes the softmax is a sigmoid of the difference of the logits, and its loss is the binary one.

Divide e^z₁ / (e^z₁ + e^z₂) by e^z₁ above and below: 1 / (1 + e^−(z₁ − z₂)) = σ(z₁ − z₂).  The two logits
hold one number too many: a constant added to both changes nothing, and a sigmoid is a softmax with z₂ = 0.
"""

import sys

import torch
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_most

CASE = {"argument": "z₁ − z₂"}
CONTROLS = {"σ(z₁)": {"argument": "z₁"}, "σ(z₂ − z₁)": {"argument": "z₂ − z₁"}}


def measure(argument: str, seed: int, first: float = 3.5, second: float = 2.5) -> dict[str, float]:
    """Largest differences between softmax and sigmoid, and the softmax at one chosen pair of logits."""
    rng = lab.generator(seed)
    samples = int(torch.randint(100, 1000, (), generator=rng))
    spread = 1 + 9 * torch.rand((), generator=rng, dtype=torch.float64)
    z = spread * torch.randn(samples, 2, generator=rng, dtype=torch.float64)
    x = {"z₁ − z₂": z[:, 0] - z[:, 1], "z₁": z[:, 0], "z₂ − z₁": z[:, 1] - z[:, 0]}[argument]
    classes = torch.randint(0, 2, (samples,), generator=rng)
    softmax_losses = cross_entropy(z, classes, reduction="none")
    binary_losses = binary_cross_entropy_with_logits(x, (classes == 0).double(), reduction="none")
    return {
        "largest logit": float(z.abs().max()),
        "softmax less sigmoid": float((torch.softmax(z, dim=1)[:, 0] - torch.sigmoid(x)).abs().max()),
        "cross-entropy less binary": float((softmax_losses - binary_losses).abs().max()),
        "probability of the first class": float(torch.softmax(torch.tensor([first, second]), dim=0)[0]),
    }


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times eight operations a side, on numbers as large as the logits
    rounding = 16 * sys.float_info.epsilon * found["largest logit"]
    return [
        at_most("softmax less sigmoid", found["softmax less sigmoid"], rounding),
        at_most("cross-entropy less binary one", found["cross-entropy less binary"], rounding),
    ]
