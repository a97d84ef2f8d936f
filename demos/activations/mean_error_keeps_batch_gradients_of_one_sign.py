"""In a batch of 100 most neurons fed by sigmoids start with one gradient sign, but none whose mean δ over it is 0.

The gradient of weight w_j over a batch is mean(δ)·mean(h_j) + covariance(δ, h_j), with δ = ∂L/∂z.  Sigmoid
outputs have positive means: a mean δ that is not 0 pushes all weights of the neuron one way.  A bias fitted
to the batch makes its mean δ 0, tanh outputs make mean(h_j) 0: then the covariances decide, sign by sign.
"""

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, exactly

CASE = {"inputs": "sigmoid", "fitted_to": "this batch"}
CONTROLS = {
    "tanh inputs": {"inputs": "tanh", "fitted_to": "this batch"},
    "bias fitted to all data": {"inputs": "sigmoid", "fitted_to": "all data"},
}

ACTIVATION = {"sigmoid": torch.sigmoid, "tanh": torch.tanh}
MEAN = {"sigmoid": 0.5, "tanh": 0.0}  # of the outputs over all data: z is as often above 0 as below
BATCHES = (2, 4, 8, 16, 32, 64, 100, 200, 400)


def measure(
    inputs: str, fitted_to: str, seed: int, batch: int = 100, width: int = 32, neurons: int = 1000
) -> dict[str, float | Series]:
    """Share of neurons whose weight gradients all have one sign, at random weights, with two biases."""
    rng = lab.generator(seed)

    def one_sign(samples: int) -> tuple[float, float, float]:
        h = ACTIVATION[inputs](torch.randn(samples, width, generator=rng))
        weight = torch.randn(width, neurons, generator=rng) / width**0.5
        target = torch.randn(samples, neurons, generator=rng)
        fitted = {
            "this batch": (target - h @ weight).mean(dim=0),
            "all data": -MEAN[inputs] * weight.sum(dim=0),  # where the mean target is 0
        }
        weight.requires_grad_()
        shares = []
        for bias in (torch.zeros(neurons), fitted[fitted_to]):
            loss = (h @ weight + bias - target).square().mean()
            (gradient,) = torch.autograd.grad(loss, weight)
            same = (gradient > 0).all(dim=0) | (gradient < 0).all(dim=0)
            shares.append(same.double().mean().item())
        return shares[0], shares[1], loss.item()

    at_zero, at_fitted, loss = one_sign(batch)
    by_batch = [one_sign(samples)[:2] for samples in BATCHES]
    zeros, fits = zip(*by_batch, strict=True)
    return {
        "one sign, bias 0": at_zero,
        "one sign, bias fitted": at_fitted,
        "loss, bias fitted": loss,
        "one sign, bias 0, by batch": Series(zeros, axis="batch (samples)", x=BATCHES, x_scale="log"),
        "one sign, bias fitted, by batch": Series(fits, axis="batch (samples)", x=BATCHES, x_scale="log"),
    }


def judge(found: Found) -> list[Check]:
    """Most neurons keep one sign; none without the mean δ, none without the mean input."""
    return [
        # derived: the targets are noise of variance 1, of which a bias fits 1/100, five standard errors are 0.02
        at_least("loss, bias fitted", found["loss, bias fitted"], 0.96, guard=True),
        # derived from the word: "most" is more than half; worst case 0.84, best control 0 on seeds 1000 to 1029
        at_least("share with one sign, bias 0", found["one sign, bias 0"], 0.5),
        # derived: 32 signs left to chance agree in one of 1000 neurons with p = 1000·2⁻³¹ < 1e-6
        exactly("share with one sign, bias fitted", found["one sign, bias fitted"], 0),
    ]
