"""What is broken under the demos of how gradients scale with weights, slopes and depth."""

import torch
from torch import nn, relu, sigmoid, tanh
from torch.nn.functional import leaky_relu, softplus
from torch.nn.init import normal_, orthogonal_
from torch.optim import SGD, Adam

from sabotage import sabotage

rand, uniform, subtract = torch.rand, torch.Tensor.uniform_, torch.Tensor.sub_


@sabotage("gradients/each_sigmoid_layer_costs_a_factor_of_four", "the sigmoid is twice as steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(2 * z))


@sabotage("gradients/each_sigmoid_layer_costs_a_factor_of_four", "the control's tanh is a sigmoid too")
def _(patch):
    patch.setattr(torch, "tanh", sigmoid)


@sabotage("gradients/sigmoid_depth_slows_descent_not_adam", "the sigmoid has slope 1 at 0")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(4 * z))


@sabotage("gradients/sigmoid_depth_slows_descent_not_adam", "Adam is plain descent")
def _(patch):
    patch.setattr(torch.optim, "Adam", lambda parameters, lr: SGD(parameters, lr=2.0))  # noqa: ARG005


@sabotage("gradients/weights_below_one_vanish_or_explode_by_width", "the sigmoid does not saturate")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: 0.5 + z / 4)


@sabotage("gradients/weights_below_one_vanish_or_explode_by_width", "weights are half as large as asked for")
def _(patch):
    def halved(tensor, low, high, generator):
        return uniform(tensor, low / 2, high / 2, generator=generator)

    patch.setattr(torch.Tensor, "uniform_", halved)


@sabotage("gradients/factors_vanish_by_size_not_by_sign", "uniform numbers reach up to 3 instead of 1")
def _(patch):
    patch.setattr(torch, "rand", lambda *size, **options: 3 * rand(*size, **options))


@sabotage("gradients/relu_layer_multiplies_by_std_root_half_width", "ReLU leaks 0.6")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.6))


@sabotage("gradients/relu_layer_multiplies_by_std_root_half_width", "ReLU is the identity")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z)


@sabotage("gradients/scaled_relu_weights_scale_gradient_exponentially", "ReLU has a smooth corner")
def _(patch):
    patch.setattr(nn.ReLU, "forward", lambda _self, z: softplus(z, beta=10))


@sabotage("gradients/scaled_relu_weights_scale_gradient_exponentially", "the control's tanh is a ReLU too")
def _(patch):
    patch.setattr(nn.Tanh, "forward", lambda _self, z: relu(z))


@sabotage("gradients/tanh_damps_the_explosion", "tanh is twice as steep")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(2 * z))


@sabotage("gradients/too_large_a_rate_explodes_the_gradient", "no weight moves by more than 0.01 a step")
def _(patch):
    patch.setattr(torch.Tensor, "sub_", lambda weight, step: subtract(weight, step.clamp(-0.01, 0.01)))


@sabotage("gradients/recurrent_weights_just_above_one_explode", "tanh has slope 0.95 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.95 * tanh(z))


@sabotage("gradients/recurrent_weights_just_above_one_explode", "orthogonal matrices are Gaussian")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda matrix, gain=1: normal_(matrix, std=gain / len(matrix) ** 0.5))


@sabotage("gradients/tanh_explodes_with_slopes_below_one", "tanh is half as high")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) / 2)


@sabotage("gradients/tanh_explodes_with_slopes_below_one", "tanh has slope 1.5 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(1.5 * z))


@sabotage("gradients/slope_times_gain_decides", "orthogonal matrices ignore their gain")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda matrix, gain: orthogonal_(matrix))  # noqa: ARG005


@sabotage("gradients/equal_weight_gradients_can_all_vanish", "orthogonal matrices are Gaussian")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda matrix, gain=1: normal_(matrix, std=gain / len(matrix) ** 0.5))


@sabotage("gradients/vanished_gradient_points_downhill", "the sigmoid is rounded to six digits, its slope is not")
def _(patch):
    def rounded(_self, z):
        return sigmoid(z) + (torch.round(sigmoid(z), decimals=6) - sigmoid(z)).detach()

    patch.setattr(nn.Sigmoid, "forward", rounded)


@sabotage("gradients/vanished_gradient_points_downhill", "the all-zero net keeps its random weights")
def _(patch):
    patch.setattr(nn.init, "zeros_", lambda tensor: tensor)


@sabotage("gradients/small_steps_are_lost_in_rounding", "SGD is Adam")
def _(patch):
    patch.setattr(torch.optim, "SGD", lambda parameters, lr: Adam(parameters, lr=lr))


@sabotage("gradients/small_steps_are_lost_in_rounding", "the sigmoid is a tanh")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: tanh(z))


@sabotage("gradients/deep_sigmoid_gradient_underflows_float32", "float64 is float32")
def _(patch):
    patch.setattr(torch, "float64", torch.float32)


@sabotage("gradients/deep_sigmoid_gradient_underflows_float32", "the sigmoid is twice as steep")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: sigmoid(2 * z))


@sabotage("initialization/orthogonal_recurrence_keeps_the_gradient", "orthogonal matrices are 0.1 % too large")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda matrix: orthogonal_(matrix, gain=1.001))


@sabotage("initialization/orthogonal_recurrence_keeps_the_gradient", "tanh has slope 0.99 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.99 * tanh(z))


@sabotage("initialization/saturation_ends_orthogonal_recurrence", "tanh does not saturate")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z)


@sabotage("initialization/saturation_ends_orthogonal_recurrence", "orthogonal matrices are 10 % too large")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda matrix: orthogonal_(matrix, gain=1.1))


@sabotage("initialization/training_ends_orthogonal_recurrence", "Adam makes no steps")
def _(patch):
    patch.setattr(torch.optim, "Adam", lambda parameters, lr: Adam(parameters, lr=0.0))  # noqa: ARG005


@sabotage("initialization/training_ends_orthogonal_recurrence", "the matrix exponential stops after its linear term")
def _(patch):
    patch.setattr(torch, "matrix_exp", lambda a: torch.eye(len(a)) + a)
