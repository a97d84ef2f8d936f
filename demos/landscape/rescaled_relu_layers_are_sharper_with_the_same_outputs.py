"""First ReLU layer times a, second divided by a: the same outputs, and a² the curvature along second-layer weights.

max(0, a·z) = a·max(0, z) for a > 0, so the function stays, and with it every test error.  But a step of the same
length in the second layer now changes the outputs a times as much, and the loss has a² times the curvature.
The largest Hessian eigenvalue grows with it, so sharpness as such cannot decide how well a network generalises.
"""

import torch
from torch import Tensor

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most, close

CASE = {"activation": "relu", "rescaled": True}
CONTROLS = {"tanh": {"activation": "tanh", "rescaled": True}, "not scaled": {"activation": "relu", "rescaled": False}}

INPUTS, WIDTH, SAMPLES = 3, 16, 60


def measure(activation: str, rescaled: bool, seed: int, scale: float = 10.0) -> dict[str, float]:
    """Change of the outputs, and growth of the curvature, from a trained network to the rescaled one."""
    rng = lab.generator(seed)
    inputs = torch.randn(SAMPLES, INPUTS, generator=rng, dtype=torch.float64)
    targets = torch.sin(2 * inputs[:, 0]) + inputs[:, 1]
    drawn = lab.batched_mlp(1, [INPUTS, WIDTH, 1], rng=rng)
    parameters = [parameter.detach().double().requires_grad_() for parameter in drawn]
    shapes = [parameter.shape for parameter in parameters]
    function = torch.relu if activation == "relu" else torch.tanh

    def outputs(layers: list[Tensor]) -> Tensor:
        return lab.batched_forward(layers, inputs, function)[0, :, 0]

    def loss(flat: Tensor) -> Tensor:
        parts = flat.split([shape.numel() for shape in shapes])
        layers = [part.view(shape) for part, shape in zip(parts, shapes, strict=True)]
        return (outputs(layers) - targets).square().mean()

    optimizer = torch.optim.Adam(parameters, lr=0.03)
    for _ in range(150):
        optimizer.zero_grad()
        (outputs(parameters) - targets).square().mean().backward()
        optimizer.step()
    a = scale if rescaled else 1.0
    before = [parameter.detach() for parameter in parameters]
    after = [before[0] * a, before[1] * a, before[2] / a, before[3]]
    hessians = [torch.func.hessian(loss)(torch.cat([part.flatten() for part in each])) for each in (before, after)]
    top = [float(torch.linalg.eigvalsh(hessian)[-1]) for hessian in hessians]
    second = slice(-WIDTH - 1, -1)  # the weights of the second layer; its bias comes last
    along = [float(hessian.diagonal()[second].sum()) for hessian in hessians]
    return {
        "outputs": float((outputs(after) - outputs(before)).abs().max()),
        "final loss": float(loss(torch.cat([part.flatten() for part in before]))),
        "curvature factor": along[1] / along[0],
        "over a²": along[1] / along[0] / scale**2,
        "top factor": top[1] / top[0],
    }


def judge(found: Found) -> list[Check]:
    rounding = 1e-12  # derived: machine epsilon times some thousand operations on numbers up to some ten
    return [
        at_most("training loss (targets: 1.5)", found["final loss"], 0.3, guard=True),
        at_most("change of the outputs", found["outputs"], rounding),
        close("second-layer curvature, factor ÷ a²", found["over a²"], 1, abs=rounding),
        # separating, in log space: worst case 67, best control 1.3 on seeds 1000 to 1029
        at_least("largest eigenvalue, factor", found["top factor"], 9),
    ]
