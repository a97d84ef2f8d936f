"""60 steps of Adam at rate 0.01 take an orthogonal W_hh so far off that a small-state gradient explodes over 100 steps.

Nothing in the loss asks for orthogonality.  Each update changes the singular values a little, and what 100
equal steps make of a gradient goes like the hundredth power of that.  W₀·exp(A − Aᵀ) is orthogonal for any A:
with A as the parameter, training cannot leave.
"""

import torch
from torch import nn

from dlquiz import lab
from dlquiz.evidence import Check, Found, at_least, at_most

CASE = {"recurrent": "free"}
CONTROL = {"recurrent": "W₀·exp(A − Aᵀ)"}


def measure(
    recurrent: str, seed: int, updates: int = 60, rate: float = 0.01, length: int = 12, width: int = 32
) -> dict[str, float]:
    """How far training moves W_hh, its singular values before and after, and then ‖W^100·v‖/‖v‖, for a random v."""
    rng = lab.generator(seed)
    with lab.seeded(seed):
        start = nn.init.orthogonal_(torch.empty(width, width, dtype=torch.float64)).float()
    into = 0.3 * torch.randn(4, width, generator=rng)
    out = torch.randn(width, generator=rng) / width**0.5
    inner = start.clone() if recurrent == "free" else torch.zeros(width, width)
    parameters = [one.requires_grad_() for one in (inner, into, out)]

    def matrix() -> torch.Tensor:
        return inner if recurrent == "free" else start @ torch.matrix_exp(inner - inner.T)

    descent = torch.optim.Adam(parameters, lr=rate)
    for _ in range(updates):  # the task: say at the end what the first input was
        inputs = torch.randn(length, 32, 4, generator=rng)
        state, recur = torch.zeros(32, width), matrix()
        for one in inputs:
            state = torch.tanh(one @ into + state @ recur)
        descent.zero_grad()
        (state @ out - inputs[0, :, 0]).square().mean().backward()
        descent.step()

    vector = torch.randn(width, generator=rng, dtype=torch.float64)
    end = matrix().detach()
    carried = torch.linalg.matrix_power(end.double(), 100) @ vector
    return {
        "start, singular values − 1": float((torch.linalg.svdvals(start.double()) - 1).abs().max()),
        "change of W_hh": float((end - start).norm() / start.norm()),
        "largest singular value": float(torch.linalg.matrix_norm(end.double(), 2)),
        "gradient, first / last step": float(carried.norm() / vector.norm()),
    }


def judge(found: Found) -> list[Check]:
    """It starts orthogonal, moves, and is orthogonal no more."""
    return [
        # derived: float32's epsilon times the operations that form a column
        at_most("start: singular values − 1", found["start, singular values − 1"], 1e-6, guard=True),
        # separating: 0.44 and more in both arms on seeds 1000 to 1029, 0 without training
        at_least("‖change of W_hh‖ / ‖W_hh‖", found["change of W_hh"], 0.2, guard=True),
        # separating: worst case 1.78, control 1.00 on the same seeds
        at_least("end: largest singular value", found["largest singular value"], 1.33),
        # separating: worst case 4e15, control 1.00 on the same seeds
        at_least("gradient over 100 small-state steps", found["gradient, first / last step"], 6e7),
    ]
