"""What is broken under the demos of stationary points, saddles, the perceptron, convolutions and folds."""

from functools import partial

import torch
from torch import nn, relu, sigmoid, tanh
from torch.nn.functional import conv2d, leaky_relu

from dlquiz import lab
from dlquiz.lab import batched_forward
from sabotage import sabotage

arange, clamp, cos, cosh, diag, randn = torch.arange, torch.clamp, torch.cos, torch.cosh, torch.diag, torch.randn
plain_sgd = torch.optim.SGD


# --- basics -----------------------------------------------------------------------------------------


@sabotage("basics/zero_gradient_of_a_convex_function_is_a_global_minimum", "cosh is a wave, 2 + cos")
def _(patch):
    patch.setattr(torch, "cosh", lambda u: 2 + cos(u))


@sabotage("basics/zero_gradient_of_a_convex_function_is_a_global_minimum", "cosh has a slope of 0.01 at 0")
def _(patch):
    patch.setattr(torch, "cosh", lambda u: cosh(u) + 0.01 * tanh(u))


@sabotage("basics/least_squares_with_few_samples_has_many_minima", "all descents start from one point")
def _(patch):
    def one_start(rows, columns, **named):
        return randn(rows, 1, **named).expand(rows, columns)

    patch.setattr(torch, "randn", one_start)


@sabotage("basics/logistic_loss_on_separable_data_has_no_minimum", "the loss is level beyond margin 3")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z) * (z > -3))


@sabotage("basics/a_saddle_has_lower_and_higher_points_beside_it", "all eigenvalues have one sign")
def _(patch):
    patch.setattr(torch, "arange", lambda size: 2 * arange(size))


@sabotage("basics/zero_weights_are_a_saddle_of_a_tanh_network", "tanh is ReLU, level at 0")
def _(patch):
    patch.setattr(torch, "tanh", relu)


@sabotage("basics/zero_weights_are_a_saddle_of_a_tanh_network", "tanh does not pass through 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z + 0.1))


@sabotage("basics/one_linear_layer_with_squared_error_is_linear_regression", "weights decay")
def _(patch):
    patch.setattr(torch.optim, "SGD", partial(plain_sgd, weight_decay=1e-4))


@sabotage("basics/one_linear_layer_with_squared_error_is_linear_regression", "the linear layer has a kink")
def _(patch):
    def bent(parameters, inputs, activation):
        return leaky_relu(batched_forward(parameters, inputs, activation), 0.9)

    patch.setattr(lab, "batched_forward", bent)


@sabotage("basics/a_linear_fit_of_xor_stays_at_chance", "the product of the inputs is their sum")
def _(patch):
    patch.setattr(torch, "prod", torch.sum)


@sabotage("basics/a_linear_fit_of_xor_stays_at_chance", "the network has no activation")
def _(patch):
    patch.setattr(lab, "batched_forward", lambda parameters, inputs: batched_forward(parameters, inputs, lambda z: z))


@sabotage("basics/two_layers_make_the_squared_error_non_convex", "the middle is taken halfway to one end")
def _(patch):
    patch.setattr(torch, "zeros_like", lambda weights: weights / 2)


# --- activations ------------------------------------------------------------------------------------


@sabotage("activations/sign_gives_the_layer_below_no_gradient", "sign is a steep tanh")
def _(patch):
    patch.setattr(torch, "sign", lambda z: tanh(50 * z))


@sabotage("activations/straight_through_estimates_train_below_sign", "the estimate is cut off from the gradient")
def _(patch):
    patch.setattr(torch.Tensor, "clamp", lambda z, low, high: clamp(z, low, high).detach())


@sabotage("activations/straight_through_estimates_train_below_sign", "the estimate has the other sign")
def _(patch):
    patch.setattr(torch.Tensor, "clamp", lambda z, low, high: -clamp(z, low, high))


@sabotage("activations/perceptron_makes_at_most_r_over_margin_squared_mistakes", "samples that are right are added")
def _(patch):
    patch.setattr(torch.Tensor, "argmax", torch.Tensor.argmin)


@sabotage("activations/orthogonal_inputs_reach_the_perceptron_bound", "the orthogonal inputs overlap a little")
def _(patch):
    patch.setattr(torch, "diag", lambda entries: diag(entries) + 1e-3)


@sabotage("activations/convolution_is_linear", "a convolution adds a bias of a millionth")
def _(patch):
    patch.setattr(nn.functional, "conv2d", lambda *given, **named: conv2d(*given, **named) + 1e-6)


@sabotage("activations/convolution_is_linear", "ReLU and max-pooling pass everything on")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z)
    patch.setattr(nn.functional, "max_pool2d", lambda z, _size: z)


@sabotage("activations/two_convolutions_are_one_larger_convolution", "a convolution bends by a thousandth at 0")
def _(patch):
    patch.setattr(nn.functional, "conv2d", lambda *given, **named: leaky_relu(conv2d(*given, **named), 0.999))


@sabotage("activations/two_convolutions_are_one_larger_convolution", "ReLU is the identity")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z)


@sabotage("activations/folding_layers_multiply_the_linear_pieces", "ReLU leaks 0.1")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.1))


@sabotage("activations/one_relu_layer_adds_one_piece_per_unit", "ReLU has a second kink, at 1")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z.clamp(0, 1))


@sabotage("activations/folding_needs_no_relu", "the activations with a kink have none")
def _(patch):
    patch.setattr(torch, "where", lambda _condition, straight, _other: straight)


@sabotage("activations/folding_needs_no_relu", "tanh is e^z: curved, but the other way")
def _(patch):
    patch.setattr(torch, "tanh", torch.exp)


# --- landscape --------------------------------------------------------------------------------------


@sabotage("landscape/sgd_from_zero_weights_stays_at_the_saddle", "tanh is the sigmoid, ½ at 0")
def _(patch):
    patch.setattr(torch, "tanh", sigmoid)


@sabotage("landscape/randomness_takes_descent_off_a_saddle", "the noise is 0")
def _(patch):
    patch.setattr(torch, "randn", lambda *sizes, **named: 0 * randn(*sizes, **named))


@sabotage("landscape/randomness_takes_descent_off_a_saddle", "every start lies on the ridge")
def _(patch):
    patch.setattr(torch, "rand", lambda *sizes, **_named: torch.full(sizes, 0.5))


@sabotage("landscape/leaving_a_saddle_takes_the_log_of_the_distance", "descent has momentum")
def _(patch):
    patch.setattr(torch.optim, "SGD", partial(plain_sgd, momentum=0.5))


@sabotage("landscape/leaving_a_saddle_takes_the_log_of_the_distance", "steps have unit length")
def _(patch):
    patch.setattr(torch.optim, "SGD", torch.optim.Adam)
