"""The product of the Jacobians' largest singular values bounds the gradient's growth; that of eigenvalues does not.

The largest singular value of J is the most by which it stretches any vector, and the product of these
bounds the product of Jacobians.  The largest |eigenvalue| tells how powers of one and the same matrix grow.
Different layers have different eigenvectors, so that their product can stretch a vector far more than their
eigenvalues say.
"""

import sys

import torch

from dlquiz import lab
from dlquiz.evidence import Check, Found, Series, at_most

CASE = {"factor": "largest singular value"}
CONTROL = {"factor": "largest |eigenvalue|"}


def measure(factor: str, seed: int, layers: int = 10, width: int = 32, networks: int = 16) -> dict[str, float | Series]:
    """Growth of the worst gradient over the product of the factors, as ln, in the worst of the networks."""
    rng = lab.generator(seed)
    signal = torch.randn(networks, width, 1, generator=rng, dtype=torch.float64)
    below = torch.eye(width, dtype=torch.float64).expand(networks, width, width)
    bound = torch.zeros(networks, dtype=torch.float64)
    growths, bounds = [], []
    for _ in range(layers):
        weight = torch.randn(networks, width, width, generator=rng, dtype=torch.float64) / width**0.5
        signal = torch.tanh(weight @ signal)
        jacobian = (1 - signal.square()) * weight  # diag(tanh′(z))·W, with tanh′ = 1 − tanh²
        below = jacobian @ below
        if factor == "largest singular value":
            bound = bound + torch.linalg.matrix_norm(jacobian, ord=2).log()
        else:
            bound = bound + torch.linalg.eigvals(jacobian).abs().amax(dim=1).log()
        # ∂L/∂h at layer 1 is `below` transposed times that at the top, which stretches it by this at most.
        growths.append(torch.linalg.matrix_norm(below, ord=2).log())
        bounds.append(bound)
    excess = growths[-1] - bounds[-1]
    return {
        "growth of the worst gradient": Series(
            torch.stack(growths).median(dim=1).values.exp().tolist(), axis="layers crossed", scale="log"
        ),
        "product of the factors": Series(
            torch.stack(bounds).median(dim=1).values.exp().tolist(), axis="layers crossed", scale="log"
        ),
        "ln(growth / product), worst network": float(excess.max()),
        "operations": layers * width**3,
    }


def judge(found: Found) -> list[Check]:
    # derived: ‖AB‖ ≤ ‖A‖·‖B‖, but for machine epsilon times the multiplications of all products
    rounding = sys.float_info.epsilon * found["operations"]
    return [at_most("ln(growth / product), worst net", found["ln(growth / product), worst network"], rounding)]
