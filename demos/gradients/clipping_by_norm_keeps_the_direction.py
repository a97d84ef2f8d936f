"""Clipping by norm scales a long gradient down to the threshold, direction kept, and leaves a shorter one as it is.

The whole gradient is multiplied by one number, min(1, c/‖g‖).  A factor turns nothing, and 1 changes nothing.  Each
control breaks one part: clipping entry by entry, clipping each tensor by its own norm, or scaling every gradient.
"""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.utils import clip_grad_norm_, clip_grad_value_

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, close, exactly

CASE = {"clip": "by norm"}
CONTROLS = {
    "by value": {"clip": "by value"},
    "each tensor": {"clip": "each tensor by its norm"},
    "every gradient": {"clip": "every gradient to the threshold"},
}

THRESHOLD = 1.0
EPSILON = torch.finfo(torch.float64).eps


def measure(clip: str, seed: int, width: int = 16, longer: float = 30.0, shorter: float = 0.9) -> dict[str, float]:
    """A gradient `longer`, and one `shorter`, than the threshold (in units of it), before and after clipping."""
    with lab.seeded(seed):
        net = lab.mlp([width, width, width, 1]).double()
    inputs = torch.randn(32, width, generator=lab.generator(seed), dtype=torch.float64)
    net(inputs).square().mean().backward()
    gradients = [parameter.grad for parameter in net.parameters()]
    tensors = [gradient / _flat(gradients).norm() for gradient in gradients]  # of length 1 together
    long, short = ([size * THRESHOLD * tensor for tensor in tensors] for size in (longer, shorter))
    clipped, spared = _clipped(long, clip), _clipped(short, clip)
    cosine = float(_flat(clipped) @ _flat(long) / (_flat(clipped).norm() * _flat(long).norm()))
    return {
        "entries": _flat(long).numel(),
        "length before": float(_flat(long).norm()) / THRESHOLD,
        "length after": float(_flat(clipped).norm()) / THRESHOLD,
        "cosine": cosine,
        "changed": int((_flat(spared) != _flat(short)).sum()),
    }


def _clipped(tensors: Sequence[Tensor], clip: str) -> list[Tensor]:
    parameters = [nn.Parameter(torch.zeros_like(tensor)) for tensor in tensors]
    for parameter, tensor in zip(parameters, tensors, strict=True):
        parameter.grad = tensor.clone()
    if clip == "by norm":
        clip_grad_norm_(parameters, THRESHOLD)
    elif clip == "by value":
        clip_grad_value_(parameters, THRESHOLD)
    elif clip == "each tensor by its norm":
        for parameter in parameters:
            clip_grad_norm_([parameter], THRESHOLD)
    else:
        factor = THRESHOLD / _flat(tensors).norm()
        for parameter in parameters:
            parameter.grad *= factor
    return [parameter.grad for parameter in parameters]


def _flat(tensors: Sequence[Tensor]) -> Tensor:
    return torch.cat([tensor.flatten() for tensor in tensors])


def judge(found: Found) -> list[Check]:
    rounding = EPSILON * found["entries"]  # derived: machine epsilon times the terms of each sum
    return [
        at_least("length before ÷ threshold", found["length before"], 2.0, guard=True),
        # derived: torch divides by ‖g‖ + 1e-6, where ‖g‖ is at least 2
        close("length after ÷ threshold", found["length after"], 1.0, abs=1e-6),
        at_most("1 − cosine with the gradient", 1 - found["cosine"], rounding),
        exactly("entries changed below threshold", found["changed"], 0),
    ]
