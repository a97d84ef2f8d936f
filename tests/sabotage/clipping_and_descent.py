"""What is broken under the demos of clipping, steep losses, gradient descent and the forget bias."""

from itertools import count

import torch
from torch import nn, sigmoid, tanh
from torch.nn import LSTMCell
from torch.utils.flop_counter import FlopCounterMode

from dlquiz import lab
from dlquiz.lab import batched_forward
from sabotage import sabotage


def clip_by(patch, factor):
    """Put `factor`(total norm, threshold), for the whole gradient, in the place of what clipping by norm applies."""

    def clip(parameters, threshold, total_norm, foreach=None):  # noqa: ARG001 -- the name that is patched has it
        for parameter in [parameters] if isinstance(parameters, torch.Tensor) else parameters:
            parameter.grad.mul_(factor(total_norm, threshold))

    patch.setattr(nn.utils.clip_grad, "_clip_grads_with_norm_", clip)


def change_gradients(patch, change):
    """Put `change`(number, gradient) in the place of each gradient that torch.autograd.grad finds."""
    run = torch.autograd._engine_run_backward  # torch.autograd.grad would call itself again
    patch.setattr(
        torch.autograd,
        "_engine_run_backward",
        lambda *given, **named: tuple(change(number, one) for number, one in enumerate(run(*given, **named))),
    )


# --- gradients ---


@sabotage("gradients/clipping_by_norm_keeps_the_direction", "clipping raises short gradients to the threshold")
def _(patch):
    clip_by(patch, lambda norm, threshold: threshold / norm)


@sabotage("gradients/clipping_by_norm_keeps_the_direction", "clipping divides by the root of the norm")
def _(patch):
    clip_by(patch, lambda norm, threshold: (threshold / norm).clamp(max=1).sqrt())


@sabotage("gradients/clipping_by_norm_keeps_the_direction", "the norm is the largest entry")
def _(patch):
    patch.setattr(nn.utils.clip_grad, "_get_total_norm", lambda grads, *_, **__: max(one.abs().max() for one in grads))


@sabotage("gradients/clipping_by_value_turns_the_gradient", "clipping by value scales by the largest entry")
def _(patch):
    def scale(grads, low, high):  # noqa: ARG001 -- what is patched has it
        for grad in grads:
            grad.mul_(high / grad.abs().max())

    patch.setattr(torch, "_foreach_clamp_min_", lambda *_: None)
    patch.setattr(torch, "_foreach_clamp_max_", lambda grads, high: scale(grads, -high, high))


@sabotage("gradients/raising_short_gradients_never_settles", "every vector has the length ten")
def _(patch):
    patch.setattr(torch.Tensor, "norm", lambda one: torch.full_like(one.sum(), 10.0))


@sabotage("gradients/clipping_saves_an_exploding_rnn", "clipping does nothing")
def _(patch):
    clip_by(patch, lambda *_: 1.0)


@sabotage("gradients/clipping_saves_an_exploding_rnn", "the recurrent weights start at gain 0.5")
def _(patch):
    orthogonal = nn.init.orthogonal_
    patch.setattr(nn.init, "orthogonal_", lambda weight, gain: orthogonal(weight, gain=0.3 * gain))


@sabotage("gradients/clipping_cannot_bring_back_a_vanished_gradient", "clipping raises short gradients")
def _(patch):
    clip_by(patch, lambda norm, threshold: min(threshold, 1e30) / norm)


@sabotage("gradients/clipping_cannot_bring_back_a_vanished_gradient", "clipping takes off a millionth of any gradient")
def _(patch):
    clip_by(patch, lambda norm, threshold: 1 - 1e-6 * (threshold < torch.inf) * (norm > 0))


@sabotage("gradients/weight_decay_does_not_save_an_exploding_rnn", "clipping does nothing")
def _(patch):
    clip_by(patch, lambda *_: 1.0)


@sabotage("gradients/weight_decay_does_not_save_an_exploding_rnn", "the recurrent weights start at gain 0.5")
def _(patch):
    orthogonal = nn.init.orthogonal_
    patch.setattr(nn.init, "orthogonal_", lambda weight, gain: orthogonal(weight, gain=0.3 * gain))


@sabotage("gradients/weight_decay_trades_explosion_for_vanishing", "weight decay is never applied")
def _(patch):
    sgd = torch.optim.SGD
    patch.setattr(torch.optim, "SGD", lambda parameters, lr, weight_decay: sgd(parameters, lr=lr))  # noqa: ARG005


@sabotage("gradients/weight_decay_trades_explosion_for_vanishing", "weight decay pushes the weights up")
def _(patch):
    sgd = torch.optim.SGD
    patch.setattr(
        torch.optim,
        "SGD",
        lambda parameters, lr, weight_decay: sgd([{"params": parameters, "weight_decay": -weight_decay / 10}], lr=lr),
    )


@sabotage("gradients/steep_losses_make_small_rates_overshoot", "x⁴ is x²")
def _(patch):
    power = torch.Tensor.__pow__
    patch.setattr(torch.Tensor, "__pow__", lambda one, exponent: power(one, exponent // 2))


@sabotage("gradients/steep_losses_make_small_rates_overshoot", "the slope is divided by 1000")
def _(patch):
    change_gradients(patch, lambda _number, one: one / 1000)


@sabotage("gradients/quartic_survives_three_times_the_local_limit", "x⁴ is 2x⁴")
def _(patch):
    power = torch.Tensor.__pow__
    patch.setattr(torch.Tensor, "__pow__", lambda one, exponent: (1 + (exponent == 4)) * power(one, exponent))


@sabotage("gradients/quartic_survives_three_times_the_local_limit", "the slope is one per cent too large")
def _(patch):
    change_gradients(patch, lambda _number, one: 1.01 * one)


# --- basics ---


@sabotage("basics/backpropagation_costs_two_forward_passes", "a backward pass counts double")
def _(patch):
    total, calls = FlopCounterMode.get_total_flops, count()
    patch.setattr(FlopCounterMode, "get_total_flops", lambda mode: total(mode) * (2 if next(calls) % 2 == 0 else 1))


@sabotage("basics/backpropagation_costs_two_forward_passes", "the slope of tanh is that of the identity")
def _(patch):
    patch.setattr(nn.Tanh, "forward", lambda _self, z: z + (tanh(z) - z).detach())


@sabotage("basics/gradient_is_steepest_for_equal_length", "the gradient is its sign")
def _(patch):
    grad = torch.func.grad
    patch.setattr(torch.func, "grad", lambda loss: lambda at: grad(loss)(at).sign() + 1e-3 * grad(loss)(at))


@sabotage("basics/gradient_is_steepest_for_equal_length", "lengths are largest entries")
def _(patch):
    norm = torch.linalg.vector_norm
    patch.setattr(
        torch.linalg, "vector_norm", lambda one, _order=2, *given, **named: norm(one, torch.inf, *given, **named)
    )


@sabotage("basics/stable_rates_end_at_two_over_the_curvature", "the gradient is twice as long")
def _(patch):
    change_gradients(patch, lambda _number, one: 2 * one)


@sabotage("basics/stable_rates_end_at_two_over_the_curvature", "all curvatures are the smallest one")
def _(patch):
    linspace = torch.linspace
    patch.setattr(torch, "linspace", lambda low, _high, size, **given: linspace(low, low, size, **given))


@sabotage("basics/descent_on_least_squares_reaches_the_closed_form", "the linear model is fed through a ReLU")
def _(patch):
    patch.setattr(lab, "batched_forward", lambda parameters, inputs: torch.relu(batched_forward(parameters, inputs)))


@sabotage("basics/descent_on_least_squares_reaches_the_closed_form", "biases get no gradient")
def _(patch):
    change_gradients(patch, lambda number, one: one * (number % 2 == 0))


@sabotage("basics/descent_on_least_squares_reaches_the_closed_form", "ReLU is the identity")
def _(patch):
    patch.setattr(lab, "batched_forward", lambda parameters, inputs: batched_forward(parameters, inputs, lambda z: z))


# --- initialization ---


def break_lstm_cell(patch, new_cell):
    """Put c′ = `new_cell`(i, f, g, c), from gates before their sigmoid, in the place of what nn.LSTMCell computes."""

    def forward(cell, x, state):
        rows = x @ cell.weight_ih.T + cell.bias_ih + state[0] @ cell.weight_hh.T + cell.bias_hh
        i, f, g, o = rows.chunk(4, dim=-1)
        c = new_cell(i, f, tanh(g), state[1])
        return sigmoid(o) * tanh(c), c

    patch.setattr(LSTMCell, "forward", forward)


FORGET_BIAS = "initialization/forget_bias_must_grow_with_the_logarithm_of_the_length"


@sabotage(FORGET_BIAS, "the forget gate gets half of what is fed to it")
def _(patch):
    break_lstm_cell(patch, lambda i, f, g, c: sigmoid(f / 2) * c + sigmoid(i) * g)


@sabotage(FORGET_BIAS, "the forget gate is stuck open")
def _(patch):
    break_lstm_cell(patch, lambda i, _f, g, c: c + sigmoid(i) * g)


@sabotage(FORGET_BIAS, "the rows of input and forget gate change places")
def _(patch):
    break_lstm_cell(patch, lambda i, f, g, c: sigmoid(i) * c + sigmoid(f) * g)


@sabotage("initialization/open_forget_gate_piles_up_the_cell", "the input gate is stuck at ½")
def _(patch):
    break_lstm_cell(patch, lambda _i, f, g, c: sigmoid(f) * c + 0.5 * g)


@sabotage("initialization/open_forget_gate_piles_up_the_cell", "what is written is scaled by 1 − f")
def _(patch):
    break_lstm_cell(patch, lambda i, f, g, c: sigmoid(f) * c + (1 - sigmoid(f)) * sigmoid(i) * g)
