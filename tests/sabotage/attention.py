"""What is broken under the demos of attention: cost, soft and hard, addressing, windows, order, alignment."""

from types import SimpleNamespace

import torch
from torch import Tensor, nn, sigmoid, softmax
from torch._C._nn import leaky_relu

from sabotage import sabotage

bare_attention = nn.MultiheadAttention.__init__
bare_lstm = nn.LSTM.__init__


def uniform(z, dim):
    """What softmax gives if it takes all scores for equal."""
    return torch.ones_like(z) / z.shape[dim]


def detached(z, dim):
    """Softmax that passes no gradient to the scores."""
    return softmax(z.detach(), dim=dim) + 0 * z


@sabotage("attention/soft_attention_skips_no_pair", "softmax drops weights under 0.001")
def _(patch):
    def pruned(z, dim):
        weights = softmax(z, dim=dim)
        kept = weights * (weights > 1e-3)
        return kept / kept.sum(dim=dim, keepdim=True)

    patch.setattr(torch, "softmax", pruned)


@sabotage("attention/soft_attention_skips_no_pair", "the scores are not divided by √d but multiplied by 100")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(100 * z, dim=dim))


@sabotage("attention/self_attention_has_half_the_weights_of_an_lstm", "attention's keys are half as wide")
def _(patch):
    def narrow(layer, width, heads, **named):
        bare_attention(layer, width, heads, **{**named, "kdim": width // 2})

    patch.setattr(nn.MultiheadAttention, "__init__", narrow)


@sabotage("attention/self_attention_has_half_the_weights_of_an_lstm", "the LSTM gets a second layer")
def _(patch):
    patch.setattr(nn.LSTM, "__init__", lambda layer, *sizes: bare_lstm(layer, *sizes, num_layers=2))


@sabotage(
    "attention/attention_is_cheaper_than_an_lstm_below_twice_the_width", "softmax runs over the queries, not the keys"
)
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(z, dim=1 - dim))


@sabotage("attention/attention_is_cheaper_than_an_lstm_below_twice_the_width", "torch's LSTM has a second layer")
def _(patch):
    patch.setattr(
        nn.LSTM, "__init__", lambda layer, *sizes, **named: bare_lstm(layer, *sizes, **{**named, "num_layers": 2})
    )


@sabotage("attention/attention_is_cheaper_than_an_lstm_below_twice_the_width", "the LSTM reads two tokens at a time")
def _(patch):
    patch.setattr(Tensor, "split", lambda x, _one: x.chunk(max(1, len(x) // 2)))


@sabotage("attention/self_attention_needs_no_steps_in_a_row", "queries are keys that have been projected again")
def _(patch):
    def rows(x, pieces, dim=0, whole=Tensor.chunk):
        found = whole(x, pieces, dim)
        return (found[0] @ found[1], found[1], found[2]) if pieces == 3 else found

    patch.setattr(Tensor, "chunk", rows)


@sabotage("attention/self_attention_needs_no_steps_in_a_row", "attention's outputs pass from token to token")
def _(patch):
    def forward(layer, q, k, v, whole=nn.MultiheadAttention.forward):
        outputs, weights = whole(layer, q, k, v)
        rows = list(outputs)
        for t in range(1, len(rows)):
            rows[t] = rows[t] + rows[t - 1] @ layer.out_proj.weight
        return torch.stack(rows), weights

    patch.setattr(nn.MultiheadAttention, "forward", forward)


@sabotage("attention/self_attention_needs_no_steps_in_a_row", "the LSTM forgets its state at every token")
def _(patch):
    def forward(layer, tokens, whole=nn.LSTM.forward):
        return torch.cat([whole(layer, one[None])[0] for one in tokens]), None

    patch.setattr(nn.LSTM, "forward", forward)


@sabotage("attention/a_score_has_a_gradient_only_through_a_soft_choice", "softmax rounds its weights to tenths")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: (softmax(z, dim=dim) * 10).round() / 10)


@sabotage("attention/a_score_has_a_gradient_only_through_a_soft_choice", "softmax passes no gradient on")
def _(patch):
    patch.setattr(torch, "softmax", detached)


@sabotage("attention/reinforce_is_unbiased_for_a_drawn_position", "the logarithm has base 2")
def _(patch):
    patch.setattr(Tensor, "log", Tensor.log2)


@sabotage("attention/reinforce_is_unbiased_for_a_drawn_position", "softmax passes no gradient through its sum")
def _(patch):
    def broken(z, dim):
        return z.exp() / z.exp().sum(dim=dim, keepdim=True).detach()

    patch.setattr(torch, "softmax", broken)


@sabotage(
    "attention/one_draw_of_reinforce_is_noisy_without_a_baseline", "the loss is already centred over the positions"
)
def _(patch):
    def centred(x):
        return x * x - (x * x).mean(1, keepdim=True) if x.shape[-1] == 16 else x * x  # the differences of values

    patch.setattr(Tensor, "square", centred)


@sabotage("attention/one_draw_of_reinforce_is_noisy_without_a_baseline", "softmax halves the scores for p alone")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(z if z.requires_grad else z / 2, dim=dim))


@sabotage("attention/sharp_scores_retrieve_the_matching_value", "softmax runs over sigmoids of the scores")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(sigmoid(z), dim=dim))


@sabotage("attention/sharp_scores_retrieve_the_matching_value", "keys are not normalised, and a third as long")
def _(patch):
    patch.setattr(nn.functional, "normalize", lambda x, dim: x / 24)  # noqa: ARG005 -- torch's name


@sabotage("attention/best_key_needs_a_lead_of_the_log_of_the_keys", "softmax takes powers of 2")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(z * 0.6931471805599453, dim=dim))


@sabotage("attention/best_key_needs_a_lead_of_the_log_of_the_keys", "each weight is a sigmoid of its own score")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: sigmoid(z - z.min()))  # noqa: ARG005 -- torch's name


@sabotage("attention/sharp_weights_starve_the_scores_of_gradient", "softmax passes the gradient straight through")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: z + (softmax(z, dim=dim) - z).detach())


@sabotage("attention/sharp_weights_starve_the_scores_of_gradient", "weights are shares of a softplus")
def _(patch):
    def gentle(z, dim):
        soft = torch.log1p(z.exp())
        return soft / soft.sum(dim=dim, keepdim=True)

    patch.setattr(torch, "softmax", gentle)


@sabotage("attention/local_attention_scores_a_band", "the window is cut one position short")
def _(patch):
    patch.setattr(Tensor, "__matmul__", lambda x, y, product=Tensor.matmul: product(x, y[..., 1:]))


@sabotage("attention/a_window_over_all_tokens_is_global_attention", "the local softmax leaves out its first score")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: nn.functional.pad(softmax(z[1:], dim=dim), (1, 0)))


@sabotage("attention/a_window_over_all_tokens_is_global_attention", "the local softmax is twice as sharp")
def _(patch):
    patch.setattr(torch, "softmax", lambda z, dim: softmax(2 * z, dim=dim))


@sabotage("attention/stacked_windows_reach_layers_times_as_far", "masked scores are 0 instead of −∞")
def _(patch):
    patch.setattr(Tensor, "masked_fill", lambda z, hidden, _value, fill=Tensor.masked_fill: fill(z, hidden, 0.0))


@sabotage("attention/local_attention_loses_what_lies_outside", "masked scores are left as they are")
def _(patch):
    patch.setattr(Tensor, "masked_fill", lambda z, _hidden, _value: z)


@sabotage("attention/local_attention_loses_what_lies_outside", "the window is one position narrower")
def _(patch):
    patch.setattr(Tensor, "__gt__", Tensor.__ge__)


@sabotage(
    "attention/an_encoder_without_positions_only_permutes", "the layer norm takes away a running sum over the tokens"
)
def _(patch):
    patch.setattr(nn.LayerNorm, "forward", lambda _layer, x: x - x.cumsum(1) / 10)


@sabotage("attention/an_encoder_without_positions_only_permutes", "every token attends to itself alone")
def _(patch):
    def alone(_layer, x, *_given, **_named):
        return x

    patch.setattr(nn.TransformerEncoderLayer, "_sa_block", alone)


@sabotage("attention/a_causal_mask_alone_learns_which_came_first", "attention forgets its causal mask")
def _(patch):
    whole = nn.functional.scaled_dot_product_attention
    patch.setattr(nn.functional, "scaled_dot_product_attention", lambda q, k, v, is_causal: whole(q, k, v))  # noqa: ARG005


@sabotage("attention/a_causal_mask_alone_learns_which_came_first", "attention always has a causal mask")
def _(patch):
    whole = nn.functional.scaled_dot_product_attention

    def masked(q, k, v, is_causal):  # noqa: ARG001 -- torch's name
        return whole(q, k, v, is_causal=True)

    patch.setattr(nn.functional, "scaled_dot_product_attention", masked)


@sabotage("attention/forward_attention_copies_but_cannot_reverse", "every entry of the memory matches")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z + 40))


@sabotage("attention/forward_attention_copies_but_cannot_reverse", "the sequence is flipped to itself")
def _(patch):
    patch.setattr(Tensor, "flip", lambda x, _dim: x)
    patch.setattr(Tensor, "__xor__", lambda x, _one: x)


@sabotage("attention/forward_attention_inspects_each_entry_once", "the alignment jumps back and forth")
def _(patch):
    patch.setattr(Tensor, "sort", lambda x: SimpleNamespace(values=x))


@sabotage("attention/copying_needs_new_weights_at_each_step", "softmax weights all tokens alike")
def _(patch):
    patch.setattr(torch, "softmax", uniform)


@sabotage("attention/copying_needs_new_weights_at_each_step", "one weighting is computed from every step's own query")
def _(patch):
    expand = Tensor.expand_as
    patch.setattr(Tensor, "expand_as", lambda x, other: other if x.dim() == 3 else expand(x, other))


@sabotage("attention/gat_ranks_keys_alike_for_every_query", "leaky ReLU has a negative slope of −0.2")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: leaky_relu(z, -0.2))


@sabotage("attention/gat_ranks_keys_alike_for_every_query", "the activation is a sine")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: z.sin())
