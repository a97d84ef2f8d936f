"""What is broken under the demos of losses."""

import torch
from torch import Tensor, sigmoid, softmax
from torch.nn.functional import cross_entropy, softplus
from torch.optim import SGD

from sabotage import sabotage

clamp = Tensor.clamp


def smoothed_cross_entropy(*given, **named):
    """Cross-entropy with a tenth of the target spread over all classes."""
    return cross_entropy(*given, **{**named, "label_smoothing": 0.1})


@sabotage("losses/cross_entropy_gradient_is_p_minus_y", "cross-entropy smooths labels by 0.1")
def _(patch):
    patch.setattr(torch.nn.functional, "cross_entropy", smoothed_cross_entropy)


@sabotage("losses/cross_entropy_gradient_is_p_minus_y", "cross-entropy takes its softmax over the samples")
def _(patch):
    def over_samples(z, y, reduction):  # noqa: ARG001 -- the name that is patched has it
        return -(y * softmax(z, dim=0).log()).sum()

    patch.setattr(torch.nn.functional, "cross_entropy", over_samples)


@sabotage("losses/dice_is_a_function_of_jaccard", "the square in V-Net's Dice is left out")
def _(patch):
    patch.setattr(Tensor, "square", lambda p: p)


@sabotage("losses/hinge_and_base_two_logistic_bound_the_zero_one_loss", "log(1 + x) is log x")
def _(patch):
    patch.setattr(torch, "log1p", torch.log)


@sabotage("losses/hinge_and_base_two_logistic_bound_the_zero_one_loss", "the hinge stands at margin 0")
def _(patch):
    patch.setattr(Tensor, "clamp", lambda x, min: clamp(x - 1, min=min))  # noqa: A006 -- torch's name


@sabotage("losses/hinge_loss_is_convex_with_one_kink", "the hinge's max(0, ·) is left out")
def _(patch):
    patch.setattr(Tensor, "clamp", lambda x, min: x)  # noqa: A006, ARG005 -- torch's name


@sabotage("losses/hinge_loss_is_convex_with_one_kink", "the hinge's kink is rounded by a softplus")
def _(patch):
    patch.setattr(Tensor, "clamp", lambda x, min: softplus(20 * x) / 20)  # noqa: A006, ARG005 -- torch's name


@sabotage("losses/logistic_loss_is_convex_and_smooth", "log(1 + x) is x, so that the loss is exponential")
def _(patch):
    patch.setattr(torch, "log1p", lambda x: x)


@sabotage("losses/logistic_loss_is_convex_and_smooth", "the logistic loss is twice as steep")
def _(patch):
    patch.setattr(torch, "exp", lambda x, exp=torch.exp: exp(2 * x))


@sabotage("losses/mean_dice_and_mean_jaccard_can_disagree", "the mean takes the first image alone")
def _(patch):
    patch.setattr(Tensor, "mean", lambda x, dim: x.select(dim, 0))


@sabotage("losses/mean_dice_punishes_one_bad_image_more", "the mean takes the best image alone")
def _(patch):
    patch.setattr(Tensor, "mean", lambda x, dim, keepdim=False: x.amax(dim=dim, keepdim=keepdim))


@sabotage("losses/softmax_of_two_is_a_sigmoid_of_the_difference", "softmax halves the logits")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(z / 2, dim=dim))


@sabotage("losses/softmax_of_two_is_a_sigmoid_of_the_difference", "softmax runs over the samples")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(z, dim=0))  # noqa: ARG005 -- torch's name


@sabotage("losses/squared_dice_pairs_with_squared_jaccard", "the square in V-Net's Dice is left out")
def _(patch):
    patch.setattr(Tensor, "square", lambda p: p)


@sabotage("losses/two_class_softmax_trains_like_a_sigmoid_at_double_rate", "SGD ignores its weight decay")
def _(patch):
    patch.setattr(torch.optim, "SGD", lambda weights, lr, weight_decay: SGD(weights, lr=lr))  # noqa: ARG005


@sabotage("losses/two_class_softmax_trains_like_a_sigmoid_at_double_rate", "SGD decays by the rate's square")
def _(patch):
    patch.setattr(
        torch.optim, "SGD", lambda weights, lr, weight_decay: SGD(weights, lr=lr, weight_decay=lr * weight_decay)
    )


@sabotage("losses/two_logits_move_twice_as_far_in_one_step", "cross-entropy smooths labels by 0.1")
def _(patch):
    patch.setattr(torch.nn.functional, "cross_entropy", smoothed_cross_entropy)


@sabotage("losses/two_logits_move_twice_as_far_in_one_step", "SGD climbs")
def _(patch):
    patch.setattr(torch.optim, "SGD", lambda weights, lr: SGD(weights, lr=lr, maximize=True))


@sabotage("losses/zero_one_loss_gives_descent_no_direction", "the step is a steep sigmoid")
def _(patch):
    patch.setattr(Tensor, "__le__", lambda margin, _zero: sigmoid(-10 * margin))


@sabotage("losses/zero_one_loss_gives_descent_no_direction", "the hinge loss is a staircase")
def _(patch):
    patch.setattr(Tensor, "clamp", lambda x, min: clamp(x, min=min).ceil())  # noqa: A006 -- torch's name
