"""On orthogonal inputs of one length the perceptron makes (length / margin)² mistakes, all that the bound allows.

Learning one of n orthogonal inputs leaves the outputs for all others as they were, so each is a mistake once:
n in all.  The plane that treats them alike lies R/√n from each, which no plane exceeds: this is the margin,
and (R/margin)² = n.  Inputs of the same length and margin that share directions teach each other, and take fewer.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, close, exactly

CASE = {"inputs": "orthogonal"}
CONTROL = {"inputs": "in a plane"}


def measure(inputs: str, seed: int, radius: float = 5.0, margin: float = 0.5) -> dict[str, float]:
    """Mistakes of the perceptron rule until all samples are right; length and margin of the samples."""
    rng = lab.generator(seed)
    samples = round((radius / margin) ** 2)
    signs = torch.randn(samples, generator=rng, dtype=torch.float64).sign()
    if inputs == "orthogonal":
        signed = radius * torch.diag(signs)  # one row y·x a sample
        separator = signs / samples**0.5
    else:
        along = margin + (radius - margin) * torch.rand(samples, generator=rng, dtype=torch.float64)
        along[0] = margin
        signed = torch.stack([along, signs * (radius**2 - along**2).sqrt()], dim=1)
        separator = torch.tensor([1.0, 0.0], dtype=torch.float64)
    w = torch.zeros_like(separator)
    mistakes = 0
    while (wrong := signed @ w <= 0).any():
        w = w + signed[int(wrong.int().argmax())]
        mistakes += 1
    return {
        "mistakes": mistakes,
        "bound": samples,
        "length / length asked for": float(signed.norm(dim=1).max()) / radius,
        "margin / margin asked for": float((signed @ separator).min()) / margin,
    }


def judge(found: Found) -> list[Check]:
    """Both sets of inputs have the same length and margin, and so the same bound."""
    rounding = 1e-12  # derived: machine epsilon times some hundred operations
    return [
        close("longest input / length asked for", found["length / length asked for"], 1, abs=rounding, guard=True),
        close("margin / margin asked for", found["margin / margin asked for"], 1, abs=rounding, guard=True),
        exactly("mistakes, of (length / margin)²", found["mistakes"], found["bound"]),
    ]
