"""What is broken under the demos of backward passes by hand, recency, explosion and sequences of any length."""

import torch
from torch import nn, sigmoid, tanh
from torch.nn import RNN, Linear

from sabotage import sabotage
from sabotage.rnn import break_gru, break_lstm, forget_half, forget_nothing, keep_new, keep_old, weights_of

run_rnn, run_lstm_cell = nn.RNN.forward, nn.LSTMCell.forward


def relu_instead_of_tanh(patch):
    """Let nn.RNN be a ReLU network."""
    patch.setattr(nn, "RNN", lambda *sizes, **settings: RNN(*sizes, nonlinearity="relu", **settings))


def start_recurrent_weights(patch, layer, name, change):
    """Let a layer's recurrent weights start as what `change` makes of PyTorch's."""
    start = layer.reset_parameters

    def reset_parameters(one):
        start(one)
        with torch.no_grad():
            change(getattr(one, name))

    patch.setattr(layer, "reset_parameters", reset_parameters)


def write_all(i, f, g, c):  # noqa: ARG001 -- i is what is stuck
    """The cell of an LSTM whose input gate is stuck at 1."""
    return f * c + g


def without_biases(cell, x, state, new_cell):
    """A step of an LSTM without biases, with c′ = `new_cell`(i, f, g, c)."""
    i, f, g, o = (x @ cell.weight_ih.T + state[0] @ cell.weight_hh.T).chunk(4, dim=-1)
    c = new_cell(sigmoid(i), sigmoid(f), tanh(g), state[1])
    return sigmoid(o) * tanh(c), c


def break_lstm_from_states(patch, new_cell, shown=tanh):
    """Put c′ = `new_cell`(i, f, g, c) and h′ = o·`shown`(c′) in the place of what an nn.LSTM with a start computes."""

    def forward(layer, inputs, start):
        w, u, b, b_h = weights_of(layer, "_l0")
        h, c = start[0][0], start[1][0]
        states = []
        for x in inputs:
            i, f, g, o = (x @ w.T + b + h @ u.T + b_h).chunk(4, dim=-1)
            c = new_cell(sigmoid(i), sigmoid(f), tanh(g), c)
            h = sigmoid(o) * shown(c)
            states.append(h)
        return torch.stack(states), (h[None], c[None])

    patch.setattr(nn.LSTM, "forward", forward)


@sabotage("rnn/bptt_by_hand_equals_autograd", "the RNN has ReLUs for its tanh")
def _(patch):
    relu_instead_of_tanh(patch)


@sabotage("rnn/bptt_by_hand_equals_autograd", "autograd does not go back to the states before")
def _(patch):
    def forward(layer, inputs, h):
        states = []
        for x in inputs:
            _, h = run_rnn(layer, x[None], h)
            states.append(h[0])
            h = h.detach()
        return torch.stack(states), h

    patch.setattr(nn.RNN, "forward", forward)


@sabotage("rnn/copies_of_the_shared_weights_add_up", "the RNN has ReLUs for its tanh")
def _(patch):
    relu_instead_of_tanh(patch)


@sabotage("rnn/copies_of_the_shared_weights_add_up", "autograd does not go back to the states before")
def _(patch):
    def forward(layer, inputs):
        h, states = inputs.new_zeros(1, inputs.shape[1], layer.hidden_size), []
        for x in inputs:
            _, h = run_rnn(layer, x[None], h)
            states.append(h[0])
            h = h.detach()
        return torch.stack(states), h

    patch.setattr(nn.RNN, "forward", forward)


@sabotage("rnn/lstm_backward_by_hand_equals_autograd", "the forget gate is stuck at 1")
def _(patch):
    break_lstm_from_states(patch, forget_nothing)


@sabotage("rnn/lstm_backward_by_hand_equals_autograd", "the cell is shown without its tanh")
def _(patch):
    break_lstm_from_states(patch, lambda i, f, g, c: f * c + i * g, shown=lambda c: c)


@sabotage("rnn/lstm_backward_by_hand_equals_autograd", "autograd takes the forget gate for a constant")
def _(patch):
    break_lstm_from_states(patch, lambda i, f, g, c: f.detach() * c + i * g)


@sabotage("rnn/gru_backward_by_hand_equals_autograd", "the GRU's z keeps the new, not the old")
def _(patch):
    break_gru(patch, keep_new)


@sabotage("rnn/gru_backward_by_hand_equals_autograd", "the GRU's reset gate does not act on its bias")
def _(patch):
    break_gru(patch, keep_old, reset_inside=False)


@sabotage("rnn/gru_backward_by_hand_equals_autograd", "autograd takes the update gate for a constant")
def _(patch):
    break_gru(patch, lambda z, n, h: keep_old(z.detach(), n, h))


@sabotage("rnn/last_inputs_hold_most_of_an_rnns_gradient", "PyTorch draws orthogonal recurrent weights")
def _(patch):
    start_recurrent_weights(patch, nn.RNN, "weight_hh_l0", nn.init.orthogonal_)


@sabotage("rnn/last_inputs_hold_most_of_an_rnns_gradient", "the forget gate is stuck at ½")
def _(patch):
    break_lstm(patch, forget_half)


@sabotage("rnn/fresh_rnn_keeps_one_over_root_three_a_step", "PyTorch draws recurrent weights of variance 1/d")
def _(patch):
    start_recurrent_weights(patch, nn.RNNCell, "weight_hh", lambda weight: weight.mul_(3**0.5))


@sabotage("rnn/fresh_rnn_keeps_one_over_root_three_a_step", "PyTorch draws half as large recurrent weights")
def _(patch):
    start_recurrent_weights(patch, nn.RNNCell, "weight_hh", lambda weight: weight.div_(2))


@sabotage("rnn/rnn_state_forgets_what_is_ten_steps_old", "PyTorch draws orthogonal recurrent weights")
def _(patch):
    start_recurrent_weights(patch, nn.RNN, "weight_hh_l0", nn.init.orthogonal_)


@sabotage("rnn/rnn_state_forgets_what_is_ten_steps_old", "the forget gate is stuck at ½")
def _(patch):
    break_lstm(patch, forget_half)


@sabotage("rnn/lstm_explodes_through_its_recurrent_weights", "autograd does not go back through the hidden state")
def _(patch):
    patch.setattr(nn.LSTMCell, "forward", lambda cell, x, state: run_lstm_cell(cell, x, (state[0].detach(), state[1])))


@sabotage("rnn/lstm_explodes_through_its_recurrent_weights", "the forget gate goes up to 4")
def _(patch):
    break_lstm(patch, lambda i, f, g, c: 4 * f * c + i * g)


@sabotage("rnn/lstm_near_rest_grows_by_half_plus_a_quarter_of_u", "the forget gate is stuck at 1")
def _(patch):
    patch.setattr(nn.LSTMCell, "forward", lambda cell, x, state: without_biases(cell, x, state, forget_nothing))


@sabotage("rnn/lstm_near_rest_grows_by_half_plus_a_quarter_of_u", "the input gate is stuck at 1")
def _(patch):
    patch.setattr(nn.LSTMCell, "forward", lambda cell, x, state: without_biases(cell, x, state, write_all))


@sabotage("rnn/rnn_has_as_many_parameters_at_any_length", "the RNN takes sequences of 5 steps only")
def _(patch):
    def forward(layer, inputs):
        if inputs.shape[1] != 5:
            message = "not 5 steps"
            raise RuntimeError(message)
        return run_rnn(layer, inputs)

    patch.setattr(nn.RNN, "forward", forward)


@sabotage("rnn/rnn_has_as_many_parameters_at_any_length", "a linear layer shares its weights over time")
def _(patch):
    patch.setattr(nn, "Linear", lambda _inputs, outputs: Linear(3, outputs))


@sabotage("rnn/rnn_state_depends_on_the_order", "the RNN adds up what each input gives by itself")
def _(patch):
    def forward(layer, inputs):
        states = tanh(inputs @ layer.weight_ih_l0.T + layer.bias_ih_l0).cumsum(dim=0)
        return states, states[-1:]

    patch.setattr(nn.RNN, "forward", forward)


@sabotage("rnn/two_tanh_units_give_the_parity_of_any_length", "the RNN has ReLUs for its tanh")
def _(patch):
    relu_instead_of_tanh(patch)


@sabotage("rnn/two_tanh_units_give_the_parity_of_any_length", "six tenths of the state are lost at each step")
def _(patch):
    def forward(layer, inputs):
        h, states = inputs.new_zeros(1, inputs.shape[1], layer.hidden_size), []
        for x in inputs:
            _, h = run_rnn(layer, x[None], 0.4 * h)
            states.append(h[0])
        return torch.stack(states), h

    patch.setattr(nn.RNN, "forward", forward)
