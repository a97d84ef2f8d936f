"""Trained with true convolution from a flipped start, a CNN stays the flip of the one trained with cross-correlation.

True convolution flips the kernel before it slides it.  So a network with flipped kernels computes the same function,
has the same loss and a gradient that is the same but flipped.  Every update keeps it so: what is learned does not
depend on the convention.  Weights are not the same in the two: to load them elsewhere, flip them.
"""

import sys

import torch
from torch import Tensor
from torch.nn.functional import conv2d, cross_entropy

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_least, at_most

CASE = {"start": "flipped"}
CONTROL = {"start": "the same"}

SAMPLES, CLASSES, CHANNELS, KERNEL = 32, 4, 8, 3


def measure(start: str, seed: int, steps: int = 30, rate: float = 0.3) -> dict[str, float | Series]:
    """Losses of two CNNs (nats), one by cross-correlation and one by true convolution, and their kernels' distance."""
    rng = lab.generator(seed)
    images = torch.randn(SAMPLES, 1, 9, 9, generator=rng, dtype=torch.float64)
    labels = torch.randint(CLASSES, (SAMPLES,), generator=rng)
    shapes = [(CHANNELS, 1, KERNEL, KERNEL), (CHANNELS, CHANNELS, KERNEL, KERNEL), (CLASSES, CHANNELS, 5, 5)]
    first = [torch.randn(shape, generator=rng, dtype=torch.float64) / shape[1] ** 0.5 / 3 for shape in shapes]
    second = [kernel.flip(2, 3) if start == "flipped" else kernel for kernel in first]

    by_correlation, losses = train(first, images, labels, true=False, steps=steps, rate=rate)
    by_convolution, other_losses = train(second, images, labels, true=True, steps=steps, rate=rate)
    return {
        "loss at the start": losses[0],
        "loss at the end": losses[-1],
        "fall of the loss": losses[0] - losses[-1],
        "fall of the other": other_losses[0] - other_losses[-1],
        "losses differ by": max(abs(one - other) for one, other in zip(losses, other_losses, strict=True)),
        "kernels differ by": max(
            float((one - other.flip(2, 3)).abs().max())
            for one, other in zip(by_correlation, by_convolution, strict=True)
        ),
        "loss, true convolution": Series(other_losses, axis="step"),
    }


def train(
    start: list[Tensor], images: Tensor, labels: Tensor, *, true: bool, steps: int, rate: float
) -> tuple[list[Tensor], list[float]]:
    """The kernels after gradient descent, and the loss at each step."""
    kernels, losses = [kernel.clone().requires_grad_() for kernel in start], []
    for _ in range(steps):
        h = images
        for kernel in kernels:
            h = torch.relu(h) if kernel is not kernels[0] else h
            # sliding over the image turned round is the same as sliding the flipped kernel
            h = conv2d(h.flip(2, 3), kernel).flip(2, 3) if true else conv2d(h, kernel)
        loss = cross_entropy(h.flatten(1), labels)
        losses.append(loss.item())
        gradients = torch.autograd.grad(loss, kernels)
        kernels = [
            (kernel.detach() - rate * gradient).requires_grad_()
            for kernel, gradient in zip(kernels, gradients, strict=True)
        ]
    return [kernel.detach() for kernel in kernels], losses


def judge(found: Found) -> list[Check]:
    # derived: machine epsilon times 30 steps times the 281 products and sums behind an output, rounded up
    rounding = 1e4 * sys.float_info.epsilon
    return [
        # separating: a network that learns nothing falls by 0, the worst arm by 1.23 on seeds 1000 to 1029
        at_least("fall of the loss, nats", found["fall of the loss"], 0.6, guard=True),
        at_least("fall of the other's loss, nats", found["fall of the other"], 0.6, guard=True),
        at_most("losses differ by, nats", found["losses differ by"], rounding),
        at_most("kernels − flipped kernels", found["kernels differ by"], rounding),
    ]
