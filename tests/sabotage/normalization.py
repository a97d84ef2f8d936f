"""What is broken under the demos of normalization."""

import torch
from torch import nn, randn, relu, sigmoid, tanh
from torch.autograd import grad
from torch.nn import BatchNorm1d
from torch.nn.functional import batch_norm, leaky_relu, normalize

from sabotage import sabotage

plain_init, plain_forward = BatchNorm1d.__init__, BatchNorm1d.forward


def replace_batch_norm(patch, broken):
    """Put `broken(x, eps)` in the place of batch norm."""
    patch.setattr(nn.functional, "batch_norm", lambda x, *_given, eps=1e-5, **_named: broken(x, eps))


def centred(x, _eps=0.0):
    """What batch norm gives if it forgets to divide."""
    return x - x.mean(0)


def untouched(x, _eps=0.0):
    """What batch norm gives if it does nothing."""
    return x


def by_detached_statistics(x, eps):
    """Batch norm that passes no gradient through its statistics."""
    return (x - x.mean(0).detach()) / (x.var(0, correction=0).detach() + eps).sqrt()


@sabotage("normalization/batch_of_two_becomes_plus_and_minus_one", "batch norm divides by the unbiased deviation")
def _(patch):
    replace_batch_norm(patch, lambda x, eps: centred(x) / (x.var(0) + eps).sqrt())


@sabotage("normalization/batch_of_two_becomes_plus_and_minus_one", "no gradient flows through the statistics")
def _(patch):
    replace_batch_norm(patch, by_detached_statistics)


@sabotage("normalization/batchnorm_frees_gradient_from_weight_scale", "batch norm's ε is 1")
def _(patch):
    patch.setattr(nn.functional, "batch_norm", lambda x, *given, **named: batch_norm(x, *given, **{**named, "eps": 1}))


@sabotage("normalization/batchnorm_frees_gradient_from_weight_scale", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("normalization/batchnorm_keeps_the_shape_of_a_distribution", "batch norm ends in a tanh")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda layer, x: 1.5 * tanh(plain_forward(layer, x)))


@sabotage("normalization/batchnorm_keeps_the_shape_of_a_distribution", "the divisor is the mean absolute deviation")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda _layer, x: centred(x) / centred(x).abs().mean(0))


@sabotage("normalization/effective_learning_rate_is_rate_over_norm_squared", "gradients are scaled to length 1")
def _(patch):
    def unit(*given, **named):
        return [normalize(gradient.flatten(), dim=0).view_as(gradient) for gradient in grad(*given, **named)]

    patch.setattr(torch.autograd, "grad", unit)


@sabotage("normalization/effective_learning_rate_is_rate_over_norm_squared", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("normalization/eval_mode_ignores_the_rest_of_the_batch", "eval() leaves batch norm in training mode")
def _(patch):
    patch.setattr(BatchNorm1d, "train", lambda layer, _mode=True: layer)


@sabotage("normalization/eval_mode_ignores_the_rest_of_the_batch", "eval mode still centres by the batch")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda layer, x: plain_forward(layer, x if layer.training else centred(x)))


@sabotage("normalization/many_inputs_make_the_bell_not_batchnorm", "all but four weights of a unit are 0")
def _(patch):
    def four_rows(rows, columns, **named):
        return randn(rows, columns, **named) * (torch.arange(rows) < 4)[:, None]

    patch.setattr(torch, "randn", four_rows)


@sabotage("normalization/many_inputs_make_the_bell_not_batchnorm", "batch norm only centres")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda _layer, x: centred(x))


@sabotage("normalization/plain_batchnorm_relu_net_explodes", "ReLU leaks 0.3")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.3))


@sabotage("normalization/plain_batchnorm_relu_net_explodes", "batch norm does not centre")
def _(patch):
    replace_batch_norm(patch, lambda x, eps: x / (x.square().mean(0) + eps).sqrt())


@sabotage("normalization/plain_batchnorm_relu_net_explodes", "ReLU's backward pass is that of the identity")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z + (relu(z) - z).detach())


@sabotage("normalization/running_mean_gives_the_new_batch_weight_m", "momentum m is taken for 1 − m")
def _(patch):
    def swapped(layer, *sizes, momentum=0.1, **named):
        plain_init(layer, *sizes, momentum=1 - momentum, **named)

    patch.setattr(BatchNorm1d, "__init__", swapped)


@sabotage("normalization/running_mean_gives_the_new_batch_weight_m", "the old running mean keeps weight 1")
def _(patch):
    def forward(layer, x):
        mean = layer.running_mean + layer.momentum * x.mean(0)
        output = plain_forward(layer, x)
        layer.running_mean.copy_(mean)
        return output

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/running_variance_is_the_unbiased_one", "the biased variance is stored")
def _(patch):
    def forward(layer, x):
        output = plain_forward(layer, x)
        layer.running_var.copy_(0.9 + 0.1 * x.var(0, correction=0))
        return output

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/running_variance_is_the_unbiased_one", "the output is divided by the unbiased deviation")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda layer, x: plain_forward(layer, x) * (1 - 1 / len(x)) ** 0.5)


@sabotage("normalization/shift_after_batchnorm_does_not_slow_it", "batch norm does nothing")
def _(patch):
    replace_batch_norm(patch, untouched)


@sabotage("normalization/shift_after_batchnorm_does_not_slow_it", "the sigmoid has a tenth of its slope")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z / 10))


@sabotage("normalization/skips_tame_batchnorm_growth", "batch norm does nothing")
def _(patch):
    replace_batch_norm(patch, untouched)


@sabotage("normalization/skips_tame_batchnorm_growth", "batch norm only centres")
def _(patch):
    replace_batch_norm(patch, centred)


@sabotage("normalization/train_and_eval_differ_by_one_over_root_batch", "training normalises by the running statistics")
def _(patch):
    def forward(layer, x):
        plain_forward(layer, x)  # which moves the running statistics
        return (x - layer.running_mean) / layer.running_var.sqrt()

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/train_and_eval_differ_by_one_over_root_batch", "evaluation uses the biased variance")
def _(patch):
    def forward(layer, x):
        output = plain_forward(layer, x)
        return output if layer.training else output / (1 - 1 / len(x)) ** 0.5

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/weight_gradient_before_batchnorm_is_orthogonal", "no gradient flows through the statistics")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda _layer, x: by_detached_statistics(x, 0))


@sabotage("normalization/weight_gradient_before_batchnorm_is_orthogonal", "batch norm only centres")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda _layer, x: centred(x))


@sabotage("normalization/weights_before_batchnorm_have_no_scale", "batch norm's ε is at least 0.1")
def _(patch):
    replace_batch_norm(patch, lambda x, eps: centred(x) / (x.var(0, correction=0) + max(eps, 0.1)).sqrt())


@sabotage("normalization/weights_before_batchnorm_have_no_scale", "batch norm divides by the variance")
def _(patch):
    replace_batch_norm(patch, lambda x, eps: centred(x) / (x.var(0, correction=0) + eps))
