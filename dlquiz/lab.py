"""Set-up that demos share: seeded randomness, small data sets, networks, gradients by layer.

Imported by demos alone; this is the one room that imports torch.  Everything runs on torch's default
device, which the runner sets, and on one thread.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Literal

import torch
from torch import Tensor, nn

Init = Callable[[Tensor], object]


def generator(seed: int) -> torch.Generator:
    """A private generator on the default device: pass it to `torch.randn(..., generator=...)`."""
    return torch.Generator(device=torch.get_default_device()).manual_seed(seed)


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Seed torch's global generators inside the block and put their state back after it.

    For calls that take no generator: the default initialisation of modules, dropout.
    """
    device = torch.get_default_device()
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield


def mlp(
    sizes: Sequence[int],
    activation: Callable[[], nn.Module] | None = nn.ReLU,
    *,
    init: Init | None = None,
    norm: Callable[[int], nn.Module] | None = None,
) -> nn.Sequential:
    """Linear layers of the given `sizes` with `activation` between them (none after the last).

    `init` fills each weight in place (biases become zero); without it torch's default stays.
    `norm(width)` gives a module that is put before each activation.  Call inside `seeded`.
    """
    layers: list[nn.Module] = []
    for depth, (fan_in, fan_out) in enumerate(pairwise(sizes)):
        linear = nn.Linear(fan_in, fan_out)
        if init is not None:
            init(linear.weight)
            nn.init.zeros_(linear.bias)
        layers.append(linear)
        if depth < len(sizes) - 2:
            if norm is not None:
                layers.append(norm(fan_out))
            if activation is not None:
                layers.append(activation())
    return nn.Sequential(*layers)


def he(weight: Tensor) -> Tensor:
    """He initialisation for ReLU, variance 2/fan_in (He et al. 2015)."""
    return nn.init.kaiming_normal_(weight, nonlinearity="relu")


def xavier(weight: Tensor) -> Tensor:
    """Xavier initialisation, variance 2/(fan_in + fan_out) (Glorot and Bengio 2010)."""
    return nn.init.xavier_normal_(weight)


def backward_norms(layers: nn.Sequential, inputs: Tensor, loss: Callable[[Tensor], Tensor]) -> list[float]:
    """‖∂loss/∂h‖ for the input and the output of each linear layer, input first (dimensionless).

    `inputs` is (batch, width); `loss` maps the network's output to a scalar.  A network of L linear
    layers gives L + 1 numbers.
    """
    signal = inputs.detach().requires_grad_()
    signals = [signal]
    for layer in layers:
        signal = layer(signal)
        if isinstance(layer, nn.Linear):
            signals.append(signal)
    return [float(gradient.norm()) for gradient in torch.autograd.grad(loss(signal), signals)]


def teacher(samples: int, *, rng: torch.Generator, width: int = 20, flipped: float = 0.0) -> tuple[Tensor, Tensor]:
    """Two classes drawn by a random tanh network: inputs (samples, width), labels (samples,) of 0 and 1.

    A share `flipped` of the labels, drawn at random, is turned over.
    """
    device = rng.device
    inner = torch.randn(width, 16, generator=rng, device=device) / width**0.5
    outer = torch.randn(16, generator=rng, device=device)
    inputs = torch.randn(samples, width, generator=rng, device=device)
    labels = (torch.tanh(2 * inputs @ inner) @ outer > 0).long()
    turned = torch.rand(samples, generator=rng, device=device) < flipped
    return inputs, torch.where(turned, 1 - labels, labels)


def batched_mlp(copies: int, sizes: Sequence[int], *, rng: torch.Generator, gain: float = 2.0) -> list[Tensor]:
    """Weights and biases of `copies` networks side by side: [(copies, in, out), (copies, 1, out), …].

    Weights have variance `gain`/fan_in (2 is He), biases are zero.  All require gradients.
    """
    parameters = []
    for fan_in, fan_out in pairwise(sizes):
        weight = torch.randn(copies, fan_in, fan_out, generator=rng, device=rng.device) * (gain / fan_in) ** 0.5
        parameters += [weight.requires_grad_(), torch.zeros(copies, 1, fan_out, requires_grad=True)]
    return parameters


def batched_forward(
    parameters: Sequence[Tensor], inputs: Tensor, activation: Callable[[Tensor], Tensor] = torch.relu
) -> Tensor:
    """Outputs (copies, batch, out) of the networks of `batched_mlp`; `inputs` is (batch, in) or (copies, batch, in)."""
    signal = inputs
    for layer in range(0, len(parameters), 2):
        signal = signal @ parameters[layer] + parameters[layer + 1]
        if layer < len(parameters) - 2:
            signal = activation(signal)
    return signal


def recurrent_last_state(kind: Literal["LSTM", "GRU"], weights: Mapping[str, Tensor], inputs: Tensor) -> Tensor:
    """Last hidden states (copies, batch, width) of nn.LSTM or nn.GRU networks of one layer, side by side.

    `weights` is what `torch.func.stack_module_state` makes of the layers; `inputs` is (copies, steps,
    batch, features); the first state is zero.  The formulas are those of PyTorch's documentation of
    torch.nn.LSTM (rows i, f, g, o) and of torch.nn.GRU (rows r, z, n, where z keeps the old state).
    """
    w, u, b, b_h = (weights[f"{name}_l0"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    driven = inputs @ w.mT[:, None] + b[:, None, None]
    h = c = inputs.new_zeros(len(inputs), inputs.shape[2], u.shape[2])
    for x in driven.unbind(1):
        recurrent = torch.baddbmm(b_h[:, None], h, u.mT)
        if kind == "LSTM":
            i, f, g, o = (x + recurrent).chunk(4, dim=2)
            c = f.sigmoid() * c + i.sigmoid() * g.tanh()
            h = o.sigmoid() * c.tanh()
        else:
            (x_r, x_z, x_n), (h_r, h_z, h_n) = x.chunk(3, dim=2), recurrent.chunk(3, dim=2)
            n = (x_n + (x_r + h_r).sigmoid() * h_n).tanh()
            h = torch.lerp(n, h, (x_z + h_z).sigmoid())
    return h
