"""What is broken under the demos of gradients: ReLU, Jacobians, batch norm, skips, pre-training, cures."""

import torch
from torch import nn, randn, relu, sigmoid, tanh
from torch.linalg import matrix_norm, svd, svdvals
from torch.nn.functional import leaky_relu, mse_loss, softplus

from dlquiz import lab
from sabotage import sabotage


def replace_batch_norm(patch, broken):
    """Put `broken(x, eps)` in the place of batch norm."""
    patch.setattr(nn.functional, "batch_norm", lambda x, *_given, eps=1e-5, **_named: broken(x, eps))


def centred(x, _eps=0.0):
    """What batch norm gives if it forgets to divide."""
    return x - x.mean(0)


def straight_through(function):
    """`function` with the backward pass of the identity."""
    return lambda z: z + (function(z) - z).detach()


@sabotage("gradients/batchnorm_matches_the_slope_of_a_sigmoid_stack", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("gradients/batchnorm_matches_the_slope_of_a_sigmoid_stack", "batch norm divides by the variance")
def _(patch):
    replace_batch_norm(patch, lambda x, eps: centred(x) / (x.var(0, correction=0) + eps))


@sabotage("gradients/batchnorm_matches_the_slope_of_a_sigmoid_stack", "the sigmoid is twice as steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(2 * z))


@sabotage("gradients/early_gradient_is_a_product_of_transposed_jacobians", "tanh is twice as steep")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(2 * z))


@sabotage("gradients/early_gradient_is_a_product_of_transposed_jacobians", "tanh's backward pass is the identity's")
def _(patch):
    patch.setattr(torch, "tanh", straight_through(tanh))


@sabotage("gradients/early_gradient_is_a_product_of_transposed_jacobians", "the loss is a mean, not a sum")
def _(patch):
    patch.setattr(nn.functional, "mse_loss", lambda outputs, targets, **_named: mse_loss(outputs, targets))


@sabotage("gradients/four_changes_rescue_sigmoids_clipping_does_not", "each layer is clipped by itself")
def _(patch):
    def clip(weights, max_norm):
        for weight in weights:
            weight.grad.mul_(max_norm / weight.grad.norm())

    patch.setattr(nn.utils, "clip_grad_norm_", clip)


@sabotage("gradients/four_changes_rescue_sigmoids_clipping_does_not", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("gradients/four_changes_rescue_sigmoids_clipping_does_not", "tanh is the sigmoid")
def _(patch):
    patch.setattr(torch, "tanh", sigmoid)


@sabotage("gradients/gradient_vanishes_though_singular_values_exceed_one", "random numbers are twice as large")
def _(patch):
    patch.setattr(torch, "randn", lambda *sizes, **named: 2 * randn(*sizes, **named))


@sabotage("gradients/gradient_vanishes_though_singular_values_exceed_one", "singular values rise")
def _(patch):
    patch.setattr(torch.linalg, "svd", lambda matrix: ((usv := svd(matrix)).U, usv.S.flip(0), usv.Vh))


@sabotage("gradients/narrow_relu_nets_lose_gradient_despite_he", "ReLU is the identity")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z)


@sabotage("gradients/narrow_relu_nets_lose_gradient_despite_he", "ReLU is tanh")
def _(patch):
    patch.setattr(torch, "relu", tanh)


@sabotage("gradients/pretraining_on_noise_rescues_sigmoid_gradients", "Adam takes no step")
def _(patch):
    patch.setattr(torch.optim.Adam, "step", lambda _adam: None)


@sabotage("gradients/pretraining_on_noise_rescues_sigmoid_gradients", "Adam climbs")
def _(patch):
    plain = torch.optim.Adam.__init__
    patch.setattr(
        torch.optim.Adam, "__init__", lambda adam, *given, **named: plain(adam, *given, **named, maximize=True)
    )


@sabotage("gradients/pretraining_on_noise_rescues_sigmoid_gradients", "the sigmoid is tanh")
def _(patch):
    patch.setattr(torch, "sigmoid", tanh)


@sabotage("gradients/relu_weight_gradients_vanish_in_all_layers_alike", "ReLU is the sigmoid")
def _(patch):
    patch.setattr(torch, "relu", sigmoid)


@sabotage("gradients/relu_weight_gradients_vanish_in_all_layers_alike", "the sigmoid is ReLU")
def _(patch):
    patch.setattr(torch, "sigmoid", relu)


@sabotage("gradients/relu_weight_gradients_vanish_in_all_layers_alike", "ReLU puts out no less than 0.5")
def _(patch):
    patch.setattr(torch, "relu", lambda z: relu(z) + 0.5)


@sabotage("gradients/relu_weight_times_gradient_is_the_same_in_every_layer", "ReLU is softplus")
def _(patch):
    patch.setattr(torch, "relu", softplus)


@sabotage("gradients/relu_weight_times_gradient_is_the_same_in_every_layer", "ReLU's backward pass is the identity's")
def _(patch):
    patch.setattr(torch, "relu", straight_through(relu))


@sabotage("gradients/right_scale_and_batchnorm_stop_an_explosion", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("gradients/right_scale_and_batchnorm_stop_an_explosion", "ReLU is tanh")
def _(patch):
    patch.setattr(torch, "relu", tanh)


@sabotage("gradients/singular_values_bound_the_gradient_eigenvalues_do_not", "the norm is the least singular value")
def _(patch):
    patch.setattr(torch.linalg, "matrix_norm", lambda matrix, ord: matrix_norm(matrix, ord=-ord))  # noqa: A006 -- its own name


@sabotage("gradients/singular_values_bound_the_gradient_eigenvalues_do_not", "eigenvalues are singular values")
def _(patch):
    patch.setattr(torch.linalg, "eigvals", svdvals)


@sabotage("gradients/skips_of_weight_one_keep_a_sigmoid_stack_alive", "the sigmoid is four times as high")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: 4 * sigmoid(z))


@sabotage("gradients/skips_of_weight_one_keep_a_sigmoid_stack_alive", "the sigmoid is ReLU")
def _(patch):
    patch.setattr(torch, "sigmoid", relu)


@sabotage("gradients/thirty_relu_layers_train_without_batchnorm", "ReLU is the sigmoid")
def _(patch):
    patch.setattr(nn.ReLU, "forward", lambda _self, z: sigmoid(z))


@sabotage("gradients/thirty_relu_layers_train_without_batchnorm", "He weights are a tenth of their size")
def _(patch):
    patch.setattr(lab, "he", lambda weight: nn.init.kaiming_normal_(weight, a=14))


@sabotage("gradients/thirty_relu_layers_train_without_batchnorm", "N(0, 0.01²) is He")
def _(patch):
    he = lab.he
    patch.setattr(nn.init, "normal_", lambda weight, std: he(weight))  # noqa: ARG005


@sabotage("gradients/xavier_halves_the_squared_gradient_of_relu_layers", "ReLU leaks 0.3")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.3))


@sabotage("gradients/xavier_halves_the_squared_gradient_of_relu_layers", "ReLU's backward pass is the identity's")
def _(patch):
    patch.setattr(torch, "relu", straight_through(relu))
