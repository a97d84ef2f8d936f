"""What is broken under the demos of gradients."""

from itertools import count

import torch
from torch import nn, relu, sigmoid, tanh
from torch.nn.functional import leaky_relu

from dlquiz import lab
from dlquiz.lab import batched_mlp, seeded
from sabotage import sabotage


@sabotage("gradients/he_initialisation_keeps_relu_gradients", "ReLU is replaced by the sigmoid")
def _(patch):
    patch.setattr(torch, "relu", sigmoid)


@sabotage("gradients/he_initialisation_keeps_relu_gradients", "ReLU leaks 0.3")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 0.3))


@sabotage("gradients/he_initialisation_keeps_relu_gradients", "all weights are He's, and the sigmoid is a ReLU")
def _(patch):
    patch.setattr(torch, "sigmoid", relu)
    patch.setattr(lab, "batched_mlp", lambda *sizes, rng, gain: batched_mlp(*sizes, rng=rng, gain=2.0))  # noqa: ARG005


@sabotage("gradients/loss_scales_the_gradient_but_not_its_decay", "the sigmoid is twice as steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(2 * z))


@sabotage("gradients/loss_scales_the_gradient_but_not_its_decay", "every network starts from other weights")
def _(patch):
    seeds = count()
    patch.setattr(lab, "seeded", lambda _seed: seeded(next(seeds)))


@sabotage("gradients/loss_scales_the_gradient_but_not_its_decay", "the control's tanh is a sigmoid too")
def _(patch):
    patch.setattr(nn, "Tanh", nn.Sigmoid)


@sabotage("gradients/mse_stalls_on_a_wrong_sigmoid_output", "the sigmoid's slope never falls below 0.01")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z) + 0.01 * z)


@sabotage("gradients/mse_stalls_on_a_wrong_sigmoid_output", "cross-entropy is squared error")
def _(patch):
    def squared_error(logits, targets, reduction):  # noqa: ARG001 -- the name that is patched has it
        return (sigmoid(logits) - targets).square()

    patch.setattr(nn.functional, "binary_cross_entropy_with_logits", squared_error)


@sabotage("gradients/sigmoid_layers_shrink_gradients", "the sigmoid is replaced by tanh")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: tanh(z))


@sabotage("gradients/sigmoid_layers_shrink_gradients", "the sigmoid is four times as high, with slope 1 at 0")
def _(patch):
    patch.setattr(nn.Sigmoid, "forward", lambda _self, z: 4 * sigmoid(z))


@sabotage("gradients/sigmoid_layers_shrink_gradients", "Xavier weights are four times as large")
def _(patch):
    patch.setattr(lab, "xavier", lambda weight: nn.init.xavier_normal_(weight, gain=4))


@sabotage("gradients/sigmoid_layers_shrink_gradients", "tanh and ReLU are sigmoids, and He is Xavier")
def _(patch):
    for activation in (nn.Tanh, nn.ReLU):
        patch.setattr(activation, "forward", nn.Sigmoid.forward)
    patch.setattr(lab, "he", lab.xavier)


@sabotage("gradients/tanh_gradients_fall_as_a_power_of_depth", "tanh has slope 0.9 at 0")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 0.9 * tanh(z))


@sabotage("gradients/tanh_gradients_fall_as_a_power_of_depth", "tanh is the identity")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z)
