"""The test error of minimum-norm least squares on P random ReLU features peaks at P = n, and at 20n beats any P < n.

Up to P = n each parameter gives the fit one more direction of noise.  At P = n one exact fit is
left, however long its weights must be.  Beyond, there are many, and the shortest of them (what
gradient descent from zero finds) gets shorter as features are added.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most, exactly

CASE = {"penalty": 0.0, "start": 0.0}
CONTROLS = {"ridge": {"penalty": 0.3, "start": 0.0}, "far start": {"penalty": 0.0, "start": 3.0}}

TASKS = 32  # random linear targets of variance 1, each with data and ReLU features of its own
NOISE = 0.3  # standard deviation of the label noise
RATIOS = (0.125, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 5.0, 20.0)
UNSEEN = 200
ROUNDING = (40 * 2e3 * 10 * 2.0**-52) ** 2  # samples · condition of the kernel · largest number · epsilon, squared


def measure(
    penalty: float, start: float, seed: int, samples: int = 40, inputs: int = 10, outputs: int = 1
) -> dict[str, float | Series]:
    """Median squared error on noise-free fresh data by number of random ReLU features (target variance 1)."""
    rng = lab.generator(seed)
    x = torch.randn(TASKS, samples + UNSEEN, inputs, generator=rng, dtype=torch.float64)
    target = x @ torch.randn(TASKS, inputs, outputs, generator=rng, dtype=torch.float64) / inputs**0.5
    noise = NOISE * torch.randn(TASKS, samples, outputs, generator=rng, dtype=torch.float64)
    labels = target[:, :samples] + noise
    sizes = [round(ratio * samples) for ratio in RATIOS]
    errors, residuals = [], []
    for parameters in sizes:
        weights = torch.randn(TASKS, inputs, parameters, generator=rng, dtype=torch.float64)
        features = torch.relu(x @ weights / inputs**0.5) / parameters**0.5
        first = start * torch.randn(TASKS, parameters, outputs, generator=rng, dtype=torch.float64)
        fitted = features @ _fit(features[:, :samples], labels, first, penalty)
        errors.append((fitted - target)[:, samples:].square().mean((1, 2)))
        residuals.append(float((fitted[:, :samples] - labels).square().mean()))
    medians, at_n = [float(error.median()) for error in errors], sizes.index(samples)
    peak = sizes[medians.index(max(medians))]
    return {
        "weights at the peak": peak * outputs,
        "peak / n": peak / samples,
        "peak / best before": max(medians[at_n:]) / min(medians[:at_n]),
        "last / best before": medians[-1] / min(medians[:at_n]),
        "last training error": residuals[-1],
        "test error": Series(tuple(medians), f"parameters P (n = {samples})", "log", tuple(sizes), "log"),
    }


def _fit(features: Tensor, labels: Tensor, first: Tensor, penalty: float) -> Tensor:
    """Least squares with a penalty on the weights; where many fit exactly, the one nearest to `first`."""
    samples, parameters = features.shape[1:]
    if parameters <= samples:
        gram = features.mT @ features + penalty * torch.eye(parameters, dtype=torch.float64)
        return torch.linalg.solve(gram, features.mT @ labels)
    kernel = features @ features.mT + penalty * torch.eye(samples, dtype=torch.float64)
    return first + features.mT @ torch.linalg.solve(kernel, labels - features @ first)


def judge(found: Found) -> list[Check]:
    return [
        exactly("peak of test error, P / n", found["peak / n"], 1),
        # separating: worst case 15, best control 1.15 on seeds 1000 to 1029
        at_least("test error, peak / lowest at P < n", found["peak / best before"], 4.2),
        # separating: worst case 0.37, the far start 1.16 at best on seeds 1000 to 1029
        at_most("test error, P = 20n / lowest at P < n", found["last / best before"], 0.66),
        at_most("training error, P = 20n", found["last training error"], ROUNDING),  # derived: an exact fit
    ]
