"""Where a tanh network with P parameters and one output fits n < P samples exactly, P − n Hessian eigenvalues are 0.

At an exact fit the Hessian of the squared loss is (2/n)·JᵀJ, with J the n × P matrix of the gradients of the
outputs: its rank is at most n.  Each sample holds one direction, the others are free.  With more samples
than parameters an exact fit holds them all.  A network of the same kind draws the targets, so there is one.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most, exactly

CASE = {"samples": 10}
CONTROL = {"samples": 300}

INPUTS = 3
ROUNDING = 1e-12  # derived: machine epsilon times some thousand operations


def measure(samples: int, seed: int, width: int = 8, steps: int = 100) -> dict[str, float | Series]:
    """Number of Hessian eigenvalues at 0 (relative to the largest), of parameters, and the loss, at an exact fit."""
    rng = lab.generator(seed)
    inputs = torch.randn(samples, INPUTS, generator=rng, dtype=torch.float64)
    drawn = lab.batched_mlp(1, [INPUTS, width, 1], rng=rng)
    shapes = [parameter[0].shape for parameter in drawn]
    teacher = torch.cat([parameter.detach().double().flatten() for parameter in drawn])

    def outputs(flat: Tensor) -> Tensor:
        parts = flat.split([shape.numel() for shape in shapes])
        layers = [part.view(1, *shape) for part, shape in zip(parts, shapes, strict=True)]
        return lab.batched_forward(layers, inputs, torch.tanh)[0, :, 0]

    targets = outputs(teacher)

    def loss(flat: Tensor) -> Tensor:
        return (outputs(flat) - targets).square().mean()

    weights = teacher + 0.002 * torch.randn(len(teacher), generator=rng, dtype=torch.float64)
    damping, eye = 0.01, torch.eye(len(weights), dtype=torch.float64)
    for _ in range(steps):  # Levenberg and Marquardt: the quick way to a minimum of a squared loss
        if loss(weights) < ROUNDING**2 / 1e4:
            break
        jacobian = torch.func.jacrev(outputs)(weights)
        error = outputs(weights) - targets
        tried = weights - torch.linalg.solve(jacobian.T @ jacobian + damping * eye, jacobian.T @ error)
        better = loss(tried) < loss(weights)
        weights, damping = (tried, damping / 10) if better else (weights, damping * 2)
    eigenvalues = torch.linalg.eigvalsh(torch.func.hessian(loss)(weights)).flip(0)
    relative = eigenvalues / eigenvalues[0]
    return {
        "loss": float(loss(weights) / targets.var()),
        "parameters": len(weights),
        "eigenvalues at 0": float((relative.abs() < ROUNDING).sum()),
        "eigenvalue ÷ largest": Series(tuple(relative.abs().clamp(min=1e-18).tolist()), "eigenvalue", "log"),
    }


def judge(found: Found) -> list[Check]:
    """All directions are flat but one for each sample."""
    return [
        # derived: what the errors add to the Hessian is proportional to them, so they must be below ROUNDING as well
        at_most("training loss ÷ variance", found["loss"], ROUNDING**2, guard=True),
        exactly("eigenvalues at 0", found["eigenvalues at 0"], found["parameters"] - CASE["samples"]),
    ]
