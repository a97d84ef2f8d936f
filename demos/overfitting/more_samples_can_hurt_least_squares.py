"""On noisy labels, doubling the samples to as many as parameters raises minimum-norm least squares' test error.

With fewer samples than parameters there are many exact fits, and the one of least norm is short.
With as many there is one, which must bend to the noise: XᵀX is nearly singular, and its inverse
multiplies that noise.  A penalty matched to the noise keeps the inverse small.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, binomial_bound

CASE = {"penalty": 0.0}
CONTROL = {"penalty": 1.0}  # in units of d·σ²/‖w‖², the best constant for these data

PAIRS = 64  # of fits: to the first half of the samples, and to all of them
SIGNAL, NOISE = 1.0, 0.5  # ‖w‖, and the standard deviation σ of the labels
RATIOS = (0.125, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 4.0)


def measure(penalty: float, seed: int, parameters: int = 40) -> dict[str, float | Series]:
    """Median test error without the label noise by number of samples; pairs lost by the larger set."""
    rng = lab.generator(seed)
    true = torch.randn(PAIRS, parameters, 1, generator=rng, dtype=torch.float64)
    true *= SIGNAL / true.norm(dim=1, keepdim=True)
    sizes = [round(ratio * parameters) for ratio in RATIOS]
    inputs = torch.randn(PAIRS, sizes[-1], parameters, generator=rng, dtype=torch.float64)
    labels = inputs @ true + NOISE * torch.randn(PAIRS, sizes[-1], 1, generator=rng, dtype=torch.float64)
    ridge = penalty * parameters * NOISE**2 / SIGNAL**2
    errors = {}
    for size in sizes:
        seen, wanted = inputs[:, :size], labels[:, :size]
        if ridge:
            gram = seen.mT @ seen + ridge * torch.eye(parameters, dtype=torch.float64)
            fitted = torch.linalg.solve(gram, seen.mT @ wanted)
        else:
            fitted = torch.linalg.pinv(seen) @ wanted  # of all best fits the one of least norm
        errors[size] = (fitted - true).square().sum((1, 2))  # exact for a fresh x ~ N(0, I)
    gain = SIGNAL**2 - errors[sizes[0]]  # over answering 0
    half = errors[round(0.5 * parameters)]
    return {
        "gain": float(gain.mean() / gain.std()) * PAIRS**0.5,
        "pairs lost": float((errors[parameters] > half).sum()),
        "factor": float(errors[parameters].median() / half.median()),
        "test error": Series(
            tuple(float(error.median()) for error in errors.values()),
            axis=f"samples n (P = {parameters})",
            scale="log",
            x=tuple(sizes),
            x_scale="log",
        ),
    }


def judge(found: Found) -> list[Check]:
    return [
        # derived: five standard errors
        at_least("gain of P/8 samples (standard errors)", found["gain"], 5, guard=True),
        # statistical: p < 1e-6 if doubling did neither harm nor good
        at_least(f"n = P worse than n = P/2 (of {PAIRS})", found["pairs lost"], binomial_bound(PAIRS)),
        # separating: worst case 15.6, best control 0.66 on seeds 1000 to 1029
        at_least("test error, n = P over n = P/2", found["factor"], 3.2),
    ]
