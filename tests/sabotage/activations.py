"""What is broken under the demos of activations."""

import torch
from torch import nn, randint, sigmoid, tanh
from torch.nn.functional import leaky_relu, linear, logsigmoid

from dlquiz import lab
from dlquiz.lab import batched_forward
from sabotage import sabotage

native_leaky_relu = torch._C._nn.leaky_relu


def careless_sigmoid(z):
    """A sigmoid whose backward pass is off by a thousandth."""
    s = sigmoid(z)
    return s.detach() + 0.999 * (s - s.detach())


@sabotage("activations/dead_relu_units_get_no_gradient", "ReLU leaks a millionth")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: leaky_relu(z, 1e-6))


@sabotage("activations/dead_relu_units_get_no_gradient", "leaky ReLU leaks nothing")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: native_leaky_relu(z, 0.0))


@sabotage("activations/large_learning_rates_kill_relu_units", "ReLU leaks 0.01")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: leaky_relu(z, 0.01))


@sabotage("activations/large_learning_rates_kill_relu_units", "each batch is one sample, over and over")
def _(patch):
    patch.setattr(torch, "randint", lambda _samples, size, **named: randint(1, size, **named))


@sabotage("activations/leaky_relu_slope_is_positive", "leaky ReLU has the other sign of slope")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, slope: native_leaky_relu(z, -slope))


@sabotage("activations/leaky_relu_slope_is_positive", "leaky ReLU ignores the slope that it is given")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: native_leaky_relu(z, 0.01))


@sabotage("activations/linear_networks_cannot_solve_xor", "the linear layers leak: slope 0.9 below 0")
def _(patch):
    def leaking(parameters, inputs, activation):
        return batched_forward(parameters, inputs, lambda z: leaky_relu(activation(z), 0.9))

    patch.setattr(lab, "batched_forward", leaking)


@sabotage("activations/linear_networks_cannot_solve_xor", "ReLU and tanh are the identity")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z)
    patch.setattr(torch, "tanh", lambda z: z)


@sabotage("activations/mean_error_keeps_batch_gradients_of_one_sign", "the sigmoid is centred: −½ to ½")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z) - 0.5)


@sabotage("activations/mean_error_keeps_batch_gradients_of_one_sign", "the control's tanh is shifted: 0 to 2")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 1)


@sabotage("activations/positive_inputs_give_weight_gradients_one_sign", "ReLU leaks 0.01")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.01))


@sabotage("activations/positive_inputs_give_weight_gradients_one_sign", "the control's tanh is shifted: 0 to 2")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 1)


@sabotage("activations/sigmoid_gradient_rounds_to_zero_on_the_right", "the sigmoid keeps log σ, not σ")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: logsigmoid(z).exp())


@sabotage("activations/sigmoid_gradient_rounds_to_zero_on_the_right", "the sigmoid computes in float64")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z.double()))


@sabotage("activations/sigmoid_slope_is_at_most_a_quarter", "the sigmoid is a thousandth too steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(1.001 * z))


@sabotage("activations/sigmoid_slope_is_at_most_a_quarter", "the sigmoid's backward pass is off by a thousandth")
def _(patch):
    patch.setattr(torch, "sigmoid", careless_sigmoid)


@sabotage("activations/stacked_linear_layers_are_one_linear_layer", "a linear layer bends by a millionth at 0")
def _(patch):
    def bent(layer, x):
        return leaky_relu(linear(x, layer.weight, layer.bias), 1 - 1e-6)

    patch.setattr(nn.Linear, "forward", bent)


@sabotage("activations/stacked_linear_layers_are_one_linear_layer", "ReLU and tanh are the identity")
def _(patch):
    for activation in (nn.ReLU, nn.Tanh):
        patch.setattr(activation, "forward", lambda _self, z: z)
