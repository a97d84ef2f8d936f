"""What is broken under the demos of rnn."""

import torch
from torch import nn, sigmoid, tanh
from torch.nn import GRU, GRUCell
from torch.optim import Adam

from sabotage import sabotage


def weights_of(layer, suffix):
    """W, U, b and b′ of a cell, or (with the suffix `_l0`) of a layer."""
    return [getattr(layer, f"{kind}{suffix}") for kind in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")]


def break_lstm(patch, new_cell, shown=tanh):
    """Put c′ = `new_cell`(i, f, g, c) and h′ = o·`shown`(c′) in the place of what nn.LSTM and nn.LSTMCell compute."""

    def step(layer, suffix, x, state):
        w, u, b, b_h = weights_of(layer, suffix)
        i, f, g, o = (x @ w.T + b + state[0] @ u.T + b_h).chunk(4, dim=-1)
        c = new_cell(sigmoid(i), sigmoid(f), tanh(g), state[1])
        return sigmoid(o) * shown(c), c

    def forward(layer, inputs):
        state = (inputs.new_zeros(inputs.shape[1], layer.hidden_size),) * 2
        states = []
        for x in inputs:
            state = step(layer, "_l0", x, state)
            states.append(state[0])
        return torch.stack(states), state

    patch.setattr(nn.LSTMCell, "forward", lambda cell, x, state: step(cell, "", x, state))
    patch.setattr(nn.LSTM, "forward", forward)


def break_gru(patch, new_state, *, reset_inside=True):
    """Put h′ = `new_state`(z, n, h) in the place of what nn.GRU and nn.GRUCell compute."""

    def step(layer, suffix, x, h):
        w, u, b, b_h = weights_of(layer, suffix)
        (x_r, x_z, x_n), (h_r, h_z, h_n) = (x @ w.T + b).chunk(3, dim=-1), (h @ u.T).chunk(3, dim=-1)
        b_r, b_z, b_n = b_h.chunk(3)
        r, z = sigmoid(x_r + h_r + b_r), sigmoid(x_z + h_z + b_z)
        n = tanh(x_n + r * (h_n + b_n) if reset_inside else x_n + r * h_n + b_n)
        return new_state(z, n, h)

    def forward(layer, inputs, h=None):
        h = inputs.new_zeros(inputs.shape[1], layer.hidden_size) if h is None else h
        states = []
        for x in inputs:
            h = step(layer, "_l0", x, h)
            states.append(h)
        return torch.stack(states).view(*inputs.shape[:-1], -1), h  # inputs may come without a batch

    patch.setattr(GRUCell, "forward", lambda cell, x, h: step(cell, "", x, h))
    patch.setattr(GRU, "forward", forward)


def start_gates_at(patch, kind, bias):
    """Let a layer start with `bias` added to its second block: the forget gate of an LSTM, z of a GRU."""
    layer = getattr(nn, kind)
    start = layer.reset_parameters

    def reset_parameters(one):
        start(one)
        with torch.no_grad():
            one.bias_ih_l0[one.hidden_size : 2 * one.hidden_size] += bias

    patch.setattr(layer, "reset_parameters", reset_parameters)


def forget_nothing(i, f, g, c):  # noqa: ARG001 -- f is what is stuck
    """The cell of an LSTM whose forget gate is stuck at 1."""
    return c + i * g


def forget_half(i, f, g, c):  # noqa: ARG001 -- f is what is stuck
    """The cell of an LSTM whose forget gate is stuck at ½."""
    return c / 2 + i * g


def swap_keeping_and_writing(i, f, g, c):
    """The cell of an LSTM whose rows were copied in the order f, i, g, o."""
    return i * c + f * g


def keep_old(z, n, h):
    """The state of PyTorch's GRU."""
    return (1 - z) * n + z * h


def keep_new(z, n, h):
    """The state of a GRU of the other convention."""
    return (1 - z) * h + z * n


@sabotage("rnn/cell_path_gradient_is_the_product_of_forget_gates", "the forget gate is stuck at 1")
def _(patch):
    break_lstm(patch, forget_nothing)


@sabotage("rnn/cell_path_gradient_is_the_product_of_forget_gates", "input and forget gate are swapped")
def _(patch):
    break_lstm(patch, swap_keeping_and_writing)


@sabotage("rnn/cell_path_gradient_is_the_product_of_forget_gates", "the cell goes through a tanh at every step")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: tanh(f * c + i * g))


@sabotage("rnn/default_lstm_and_gru_vanish_over_100_steps", "PyTorch's own forget bias is +2")
def _(patch):
    start_gates_at(patch, "LSTM", 2.0)


@sabotage("rnn/default_lstm_and_gru_vanish_over_100_steps", "PyTorch's own bias of z is +2")
def _(patch):
    start_gates_at(patch, "GRU", 2.0)


@sabotage("rnn/default_lstm_and_gru_vanish_over_100_steps", "the GRU's z keeps the new, not the old")
def _(patch):
    break_gru(patch, keep_new)


@sabotage("rnn/fewer_parameters_do_not_save_updates", "Adam's rate falls with the width")
def _(patch):
    def by_width(parameters, lr):
        return Adam(parameters, lr=lr * 8 / parameters[1].shape[-1])  # [1]: the weights on the hidden state

    patch.setattr(torch.optim, "Adam", by_width)


@sabotage("rnn/forget_bias_decides_lstm_against_gru", "PyTorch's own forget bias is −1")
def _(patch):
    start_gates_at(patch, "LSTM", -1.0)


@sabotage("rnn/forget_gate_must_open_with_the_length", "the forget gate is stuck at 1")
def _(patch):
    break_lstm(patch, forget_nothing)


@sabotage("rnn/forget_gate_must_open_with_the_length", "the forget gate acts twice a step")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: f * f * c + i * g)


@sabotage("rnn/gru_and_lstm_need_as_many_updates", "PyTorch's own forget bias is −5")
def _(patch):
    start_gates_at(patch, "LSTM", -5.0)


@sabotage("rnn/gru_conventions_are_one_network", "the GRU's z keeps the new, not the old")
def _(patch):
    break_gru(patch, keep_new)


@sabotage("rnn/gru_conventions_are_one_network", "the GRU's reset gate does not act on its bias")
def _(patch):
    break_gru(patch, keep_old, reset_inside=False)


@sabotage("rnn/gru_has_three_quarters_of_an_lstm", "the GRU has no hidden bias")
def _(patch):
    patch.setattr(nn, "GRU", lambda *sizes: GRU(*sizes, bias=False))


@sabotage("rnn/gru_has_three_quarters_of_an_lstm", "the LSTM has no forget gate: three blocks")
def _(patch):
    patch.setattr(nn, "LSTM", GRU)


@sabotage("rnn/lstm_cell_scales_the_old_and_adds_the_new", "input and forget gate are swapped")
def _(patch):
    break_lstm(patch, swap_keeping_and_writing)


@sabotage("rnn/lstm_cell_scales_the_old_and_adds_the_new", "the cell is shown without its tanh")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: f * c + i * g, shown=lambda c: c)


@sabotage("rnn/lstm_gates_keep_erase_and_hide", "the forget gate never opens beyond 0.999")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: 0.999 * f * c + i * g)


@sabotage("rnn/lstm_gates_keep_erase_and_hide", "input and forget gate are swapped")
def _(patch):
    break_lstm(patch, swap_keeping_and_writing)


@sabotage("rnn/lstm_without_forget_gate_carries_the_gradient", "the forget gate is stuck at 1")
def _(patch):
    break_lstm(patch, forget_nothing)


@sabotage("rnn/lstm_without_forget_gate_carries_the_gradient", "the cell goes through a tanh at every step")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: tanh(f * c + i * g))


@sabotage("rnn/open_forget_gate_keeps_the_gradient", "the forget gate is stuck at ½")
def _(patch):
    break_lstm(patch, forget_half)


@sabotage("rnn/open_forget_gate_keeps_the_gradient", "the forget gate is stuck at 1")
def _(patch):
    break_lstm(patch, forget_nothing)


@sabotage("rnn/pytorch_gru_keeps_the_old_state_with_z", "the GRU's z keeps the new, not the old")
def _(patch):
    break_gru(patch, keep_new)


@sabotage("rnn/pytorch_gru_keeps_the_old_state_with_z", "the GRU's reset gate does not act on its bias")
def _(patch):
    break_gru(patch, keep_old, reset_inside=False)


@sabotage("rnn/pytorch_gru_with_z_near_one_remembers", "the GRU's z keeps the new, not the old")
def _(patch):
    break_gru(patch, keep_new)


@sabotage("rnn/pytorch_gru_with_z_near_one_remembers", "the GRU's z acts twice a step")
def _(patch):
    break_gru(patch, lambda z, n, h: (1 - z) * n + z * z * h)


@sabotage("rnn/pytorch_lstm_second_bias_is_redundant", "the GRU's reset gate does not act on its bias")
def _(patch):
    break_gru(patch, keep_old, reset_inside=False)
