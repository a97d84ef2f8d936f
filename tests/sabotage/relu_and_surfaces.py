"""What is broken under the demos of zig-zag, dead and sparse units, gates, and the surface of residual nets."""

import torch
from torch import nn, relu, tanh
from torch.linalg import eigvalsh

from dlquiz import lab
from dlquiz.lab import batched_mlp
from sabotage import sabotage

randn, mean, autograd_grad = torch.randn, torch.Tensor.mean, torch.autograd.grad


@sabotage("activations/an_input_mean_adds_one_large_eigenvalue", "every random number has variance 4")
def _(patch):
    patch.setattr(torch, "randn", lambda *sizes, **named: 2 * randn(*sizes, **named))


@sabotage("activations/an_input_mean_adds_one_large_eigenvalue", "eigh returns singular values")
def _(patch):
    eigh = torch.linalg.eigh

    def roots(matrix):
        values, vectors = eigh(matrix)
        return values.sqrt(), vectors

    patch.setattr(torch.linalg, "eigh", roots)


@sabotage("activations/uncentred_inputs_slow_gradient_descent", "means are 0, whatever is averaged over rows")
def _(patch):
    patch.setattr(torch.Tensor, "mean", lambda x, *dim, **named: mean(x, *dim, **named) * (0 if named else 1))


@sabotage("activations/uncentred_inputs_slow_gradient_descent", "eigvalsh leaves the largest eigenvalue out")
def _(patch):
    patch.setattr(torch.linalg, "eigvalsh", lambda matrix: eigvalsh(matrix)[:-1])


@sabotage("activations/a_sample_trains_only_units_it_switches_on", "ReLU leaks 0.001")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: torch.where(z > 0, z, 0.001 * z))


@sabotage("activations/a_sample_trains_only_units_it_switches_on", "ReLU's backward pass is that of the identity")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: z + (relu(z) - z).detach())


@sabotage("activations/dead_first_layer_units_stay_dead", "ReLU's backward pass is that of the identity")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: z + (relu(z) - z).detach())


@sabotage("activations/dead_first_layer_units_stay_dead", "only the last layer learns")
def _(patch):
    def grad(loss, parameters):
        gradients = autograd_grad(loss, parameters[-2:])
        return [torch.zeros_like(parameter) for parameter in parameters[:-2]] + list(gradients)

    patch.setattr(torch.autograd, "grad", lambda loss, parameters, *_given, **_named: grad(loss, parameters))


@sabotage("activations/leaky_units_come_back_slowly", "leaky ReLU leaks ten times as much")
def _(patch):
    patch.setattr(nn.functional, "leaky_relu", lambda z, slope: torch.where(z > 0, z, min(1, 10 * slope) * z))


@sabotage("activations/leaky_units_come_back_slowly", "the leak passes no gradient")
def _(patch):
    patch.setattr(nn.functional, "leaky_relu", lambda z, slope: relu(z) - slope * relu(-z).detach())


@sabotage("activations/elu_units_far_out_do_not_come_back", "ELU keeps a slope of 0.01")
def _(patch):
    patch.setattr(
        nn.functional, "elu", lambda z, *_given, **_named: torch.where(z > 0, z, z.clamp(max=0).expm1() + 0.01 * z)
    )


@sabotage("activations/elu_units_far_out_do_not_come_back", "leaky ReLU has slope 0")
def _(patch):
    patch.setattr(nn.functional, "leaky_relu", relu)


@sabotage("activations/about_half_of_relu_outputs_are_zero", "ReLU leaks 0.001")
def _(patch):
    patch.setattr(torch, "relu", lambda z: torch.where(z > 0, z, 0.001 * z))


@sabotage("activations/about_half_of_relu_outputs_are_zero", "every bias starts at 0.5")
def _(patch):
    zeros = torch.zeros
    patch.setattr(torch, "zeros", lambda *sizes, **named: (zeros(*sizes) + 0.5).requires_grad_(**named))


@sabotage("activations/share_of_relu_zeros_is_a_normal_tail", "ReLU is off below 0.2")
def _(patch):
    patch.setattr(torch, "relu", lambda z: relu(z) * (z > 0.2))


@sabotage("activations/share_of_relu_zeros_is_a_normal_tail", "the norm is the sum of absolute values")
def _(patch):
    patch.setattr(torch.Tensor, "norm", lambda weight: weight.abs().sum())


@sabotage("activations/leaky_elu_and_gelu_do_without_zeros", "ELU has a slope of 0.01 everywhere")
def _(patch):
    patch.setattr(nn.functional, "elu", lambda z: 0.01 * z)


@sabotage("activations/leaky_elu_and_gelu_do_without_zeros", "GELU cuts off at 0")
def _(patch):
    patch.setattr(nn.functional, "gelu", relu)


@sabotage("activations/leaky_elu_and_gelu_do_without_zeros", "ReLU leaks 0.01")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: torch.where(z > 0, z, 0.01 * z))


@sabotage("activations/gates_between_0_and_1_bound_the_lstm_state", "the sigmoid reaches up to 1.5")
def _(patch):
    patch.setattr(nn.functional, "sigmoid", lambda z: 1.5 * torch.sigmoid(z))


@sabotage("activations/gates_between_0_and_1_bound_the_lstm_state", "ReLU stops at 1")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: z.clamp(0, 1))


@sabotage("activations/hidden_sigmoids_stall_where_relu_learns", "ReLU's backward pass is a quarter of its own")
def _(patch):
    patch.setattr(torch, "relu", lambda z: relu(z) / 4 + (0.75 * relu(z)).detach())


@sabotage("activations/hidden_sigmoids_stall_where_relu_learns", "the sigmoid is a tanh")
def _(patch):
    patch.setattr(torch, "sigmoid", torch.tanh)


@sabotage("landscape/midway_between_two_trained_networks_is_worse", "every network starts from the same weights")
def _(patch):
    def alike(copies, sizes, **named):
        return [
            every[:1].detach().repeat(copies, 1, 1).requires_grad_() for every in batched_mlp(copies, sizes, **named)
        ]

    patch.setattr(lab, "batched_mlp", alike)


@sabotage("landscape/hidden_units_can_be_swapped_and_flipped", "tanh is shifted up by 0.1")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 0.1)


@sabotage("landscape/hidden_units_can_be_swapped_and_flipped", "the first unit is 1 % larger than the others")
def _(patch):
    def uneven(z):
        return tanh(z) * (1 + 0.01 * (torch.arange(z.shape[-1]) == 0))

    patch.setattr(torch, "tanh", uneven)


@sabotage("landscape/hidden_units_can_be_swapped_and_flipped", "both activations are linear")
def _(patch):
    for name in ("tanh", "relu"):
        patch.setattr(torch, name, lambda z: z)


@sabotage("landscape/skips_flatten_the_loss_unless_branches_are_bare", "batch norm does nothing")
def _(patch):
    patch.setattr(nn.functional, "layer_norm", lambda z, shape: z)  # noqa: ARG005 -- the name that is patched has it


@sabotage("landscape/skips_flatten_the_loss_unless_branches_are_bare", "no network has skips")
def _(patch):
    repeat = torch.Tensor.repeat_interleave
    patch.setattr(torch.Tensor, "repeat_interleave", lambda x, times: 0 * repeat(x, times))
