"""What is broken under the demos of zero, Xavier, He and bias initialisation."""

import torch
from torch import nn, relu, sigmoid, tanh
from torch.nn.functional import binary_cross_entropy_with_logits, leaky_relu

from dlquiz import lab
from dlquiz.lab import batched_mlp, mlp
from sabotage import sabotage


def sum_gradient(outputs, inputs, *_given, **_named):
    """The gradient of the sum of `outputs`, whatever comes from above, for a linear layer with weights of 1."""
    return [torch.full_like(inputs, outputs.shape[-1])]


@sabotage("initialization/equal_units_stay_copies", "a constant initialisation is not quite constant")
def _(patch):
    def nearly_constant(matrix, value):
        with torch.no_grad():
            return matrix.fill_(value).add_(torch.linspace(0, 1e-6, len(matrix), dtype=matrix.dtype)[:, None])

    patch.setattr(nn.init, "constant_", nearly_constant)


@sabotage("initialization/equal_units_stay_copies", "dropout drops nothing")
def _(patch):
    patch.setattr(nn.Dropout, "forward", lambda _self, x: x)


@sabotage("initialization/gain_five_thirds_holds_tanh_activations", "tanh rises to 2")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 2 * tanh(z / 2))


@sabotage("initialization/gain_five_thirds_holds_tanh_activations", "tanh has slope 0.9 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.9 * tanh(z))


@sabotage("initialization/gain_five_thirds_makes_tanh_gradients_grow", "tanh's backward pass is that of the identity")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z + (tanh(z) - z).detach())


@sabotage("initialization/gain_five_thirds_makes_tanh_gradients_grow", "tanh has slope 0.9 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.9 * tanh(z))


@sabotage("initialization/he_weights_keep_the_mean_square_through_relu_layers", "ReLU leaks 0.3")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.3))


@sabotage(
    "initialization/he_weights_keep_the_mean_square_through_relu_layers", "all weights are He's, and ReLU is kept"
)
def _(patch):
    patch.setattr(lab, "batched_mlp", lambda *sizes, rng, gain: batched_mlp(*sizes, rng=rng, gain=2.0))  # noqa: ARG005


@sabotage(
    "initialization/linear_default_weights_have_std_one_over_root_3m", "nn.Linear is initialised with Xavier's bound"
)
def _(patch):
    patch.setattr(nn.init, "kaiming_uniform_", lambda weight, **_named: nn.init.xavier_uniform_(weight))


@sabotage(
    "initialization/linear_default_weights_have_std_one_over_root_3m", "the weights are normal, of the same deviation"
)
def _(patch):
    patch.setattr(nn.init, "kaiming_uniform_", lambda weight, a: nn.init.kaiming_normal_(weight, a=a))


@sabotage("initialization/linear_layer_scales_variance_by_fan_times_weight_variance", "normal numbers have mean 0.5")
def _(patch):
    randn = torch.randn
    patch.setattr(torch, "randn", lambda *sizes, **named: (randn(*sizes, **named).detach() + 0.5).requires_grad_())


@sabotage("initialization/linear_layer_scales_variance_by_fan_times_weight_variance", "every gradient is that of a sum")
def _(patch):
    patch.setattr(torch.autograd, "grad", sum_gradient)


@sabotage("initialization/log_odds_bias_starts_at_the_entropy", "every example is of the rare class")
def _(patch):
    def all_positive(logits, targets, **_named):
        return binary_cross_entropy_with_logits(logits, torch.ones_like(targets))

    patch.setattr(nn.functional, "binary_cross_entropy_with_logits", all_positive)


@sabotage("initialization/log_odds_bias_starts_at_the_entropy", "the last weights are not small")
def _(patch):
    patch.setattr(nn.init, "normal_", lambda weight, std: weight)  # noqa: ARG005


@sabotage("initialization/logistic_regression_may_start_at_zero", "the net without hidden layer gets one")
def _(patch):
    patch.setattr(lab, "mlp", lambda sizes, *given, **named: mlp([sizes[0], 16, sizes[-1]], *given, **named))


@sabotage("initialization/logistic_regression_may_start_at_zero", "zero initialisation is Xavier's")
def _(patch):
    patch.setattr(nn.init, "zeros_", lambda tensor: tensor if tensor.ndim == 1 else lab.xavier(tensor))


@sabotage("initialization/relu_halves_the_mean_square_of_symmetric_inputs", "ReLU leaks 0.01")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.01))


@sabotage("initialization/relu_halves_the_mean_square_of_symmetric_inputs", "ReLU has its kink at 0.1")
def _(patch):
    patch.setattr(torch, "relu", lambda z: relu(z - 0.1))


@sabotage("initialization/sigmoid_inputs_stay_within_two", "the sigmoid is twice as steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(2 * z))


@sabotage("initialization/sigmoid_inputs_stay_within_two", "normal numbers have variance 4")
def _(patch):
    randn = torch.randn
    patch.setattr(torch, "randn", lambda *sizes, **named: 2 * randn(*sizes, **named))


@sabotage("initialization/tanh_activations_shrink_under_xavier", "tanh has slope 0.9 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.9 * tanh(z))


@sabotage("initialization/tanh_activations_shrink_under_xavier", "tanh is the identity")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z)


@sabotage("initialization/weights_of_order_one_over_root_m_survive_depth", "tanh is ReLU")
def _(patch):
    patch.setattr(torch, "tanh", relu)


@sabotage("initialization/weights_of_order_one_over_root_m_survive_depth", "normal numbers have variance ¼")
def _(patch):
    randn = torch.randn
    patch.setattr(torch, "randn", lambda *sizes, **named: randn(*sizes, **named) / 2)


@sabotage("initialization/xavier_keeps_neither_variance_where_widths_differ", "every gradient is that of a sum")
def _(patch):
    patch.setattr(torch.autograd, "grad", sum_gradient)


@sabotage("initialization/xavier_keeps_neither_variance_where_widths_differ", "normal numbers have variance 1.1")
def _(patch):
    randn = torch.randn

    def wider(*sizes, requires_grad=False, **named):
        return (randn(*sizes, **named) * 1.1**0.5).requires_grad_(requires_grad)

    patch.setattr(torch, "randn", wider)


@sabotage("initialization/zero_biases_train_like_random_ones", "biases of 0 are −3")
def _(patch):
    def dead(*sizes, rng):
        parameters = batched_mlp(*sizes, rng=rng)
        for bias in parameters[1::2]:
            bias.detach().fill_(-3)
        return parameters

    patch.setattr(lab, "batched_mlp", dead)


@sabotage("initialization/zero_biases_train_like_random_ones", "random weights are one constant")
def _(patch):
    def constant(*sizes, rng):
        return [one.detach().fill_(0.1 * (one.shape[1] > 1)).requires_grad_() for one in batched_mlp(*sizes, rng=rng)]

    patch.setattr(lab, "batched_mlp", constant)


@sabotage("initialization/zero_sigmoid_net_moves_with_equal_units", "the sigmoid is 0 at 0")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: sigmoid(z) - 0.5)


@sabotage("initialization/zero_sigmoid_net_moves_with_equal_units", "Xavier weights are zeros")
def _(patch):
    patch.setattr(lab, "xavier", nn.init.zeros_)


@sabotage("initialization/zero_start_moves_only_the_output_bias", "tanh is 0.1 at 0")
def _(patch):
    patch.setattr(nn.Tanh, "forward", lambda _self, z: tanh(z) + 0.1)


@sabotage("initialization/zero_start_moves_only_the_output_bias", "the sigmoid and softplus are 0 at 0")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: sigmoid(z) - 0.5)
    patch.setattr(nn.Softplus, "forward", lambda _self, z: tanh(z))
