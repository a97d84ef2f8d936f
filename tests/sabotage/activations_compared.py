"""What is broken under the demos that compare activations: ELU, PReLU, maxout, tanh, and what they cost."""

import torch
from torch import maximum, nn, sigmoid, tanh
from torch.nn.functional import elu, leaky_relu, relu, selu

from sabotage import sabotage

native_elu, native_elu_in_place = torch._C._nn.elu, torch._C._nn.elu_
native_leaky_relu = torch._C._nn.leaky_relu


@sabotage("activations/maxout_of_two_pieces_is_relu_or_absolute_value", "ReLU leaks a millionth")
def _(patch):
    patch.setattr(torch, "relu", lambda z: leaky_relu(z, 1e-6))


@sabotage("activations/maxout_of_two_pieces_is_relu_or_absolute_value", "torch.maximum is a rounding error too large")
def _(patch):
    patch.setattr(torch, "maximum", lambda a, b: maximum(a, b) * (1 + 2**-52))


@sabotage("activations/maxout_has_k_times_the_parameters", "max-pooling hands on all pieces")
def _(patch):
    patch.setattr(nn.MaxPool1d, "forward", lambda _layer, h: h)


@sabotage("activations/maxout_has_k_times_the_parameters", "PReLU learns the weights of three layers")
def _(patch):
    class Generous(nn.ReLU):
        def __init__(self, units):
            super().__init__()
            self.weight = nn.Parameter(torch.zeros(2 * (50 + 1) * units))

    patch.setattr(nn, "PReLU", Generous)


@sabotage("activations/sides_on_which_activations_saturate", "tanh leaks a thousandth of z")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 0.001 * z)


@sabotage("activations/sides_on_which_activations_saturate", "the sigmoid is a constant")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: 0 * z + 0.5)


@sabotage("activations/sides_on_which_activations_saturate", "ELU is straight on the left")
def _(patch):
    patch.setattr(nn.functional, "elu", lambda z: leaky_relu(z, 0.1))


@sabotage("activations/only_tanh_is_zero_centred", "tanh is shifted by 0.02")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 0.02)


@sabotage("activations/only_tanh_is_zero_centred", "the control's sigmoid is centred: −½ to ½")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid(z) - 0.5)


@sabotage("activations/tanh_is_a_stretched_sigmoid", "the sigmoid is a millionth too steep")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: sigmoid((1 + 1e-6) * z))


@sabotage("activations/tanh_is_a_stretched_sigmoid", "the backward pass of tanh is off by a millionth")
def _(patch):
    def careless(z):
        h = tanh(z)
        return h.detach() + (1 - 1e-6) * (h - h.detach())

    patch.setattr(torch, "tanh", careless)


@sabotage("activations/tanh_is_flatter_than_the_sigmoid_far_out", "tanh leaks a millionth of z")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: tanh(z) + 1e-6 * z)


@sabotage("activations/tanh_is_flatter_than_the_sigmoid_far_out", "tanh is the sigmoid, stretched in height alone")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 2 * sigmoid(z) - 1)


@sabotage("activations/elu_slope_fades_on_the_left", "ELU ignores the α that it is given")
def _(patch):
    patch.setattr(torch._C._nn, "elu", lambda z, _alpha: native_elu(z, 1.0))


@sabotage("activations/elu_slope_fades_on_the_left", "ELU leaks a millionth on the left")
def _(patch):
    patch.setattr(torch._C._nn, "elu", lambda z, alpha: native_elu(z, alpha) + 1e-6 * z.clamp(max=0))


@sabotage("activations/elu_mean_is_nearer_to_zero_than_relus", "ELU's left side is as high as SELU's")
def _(patch):
    patch.setattr(nn.functional, "elu", selu)


@sabotage("activations/elu_mean_is_nearer_to_zero_than_relus", "ELU levels off at −0.8 instead of −1")
def _(patch):
    patch.setattr(torch._C._nn, "elu", lambda z, _alpha: native_elu(z, 0.8))


@sabotage("activations/elu_damps_noise_only_where_it_saturates", "ELU leaks 0.05 on the left")
def _(patch):
    patch.setattr(torch._C._nn, "elu", lambda z, alpha: native_elu(z, alpha) + 0.05 * z.clamp(max=0))


@sabotage("activations/elu_damps_noise_only_where_it_saturates", "leaky ReLU leaks twice what it should")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, slope: native_leaky_relu(z, 2 * slope))


@sabotage("activations/elu_wins_on_a_smooth_target_relu_on_one_with_kinks", "ELU is ReLU on the left")
def _(patch):
    patch.setattr(nn.functional, "elu", relu)


@sabotage("activations/elu_wins_on_a_smooth_target_relu_on_one_with_kinks", "Adam does not step")
def _(patch):
    patch.setattr(torch.optim.Adam, "step", lambda _adam: None)


@sabotage("activations/elu_wins_on_a_smooth_target_relu_on_one_with_kinks", "tanh is cut off straight at ±½")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z.clamp(-0.5, 0.5))


@sabotage("activations/elu_wins_on_a_smooth_target_relu_on_one_with_kinks", "ReLU is rounded off, as ELU is")
def _(patch):
    patch.setattr(nn.functional, "relu", elu)


@sabotage("activations/elu_wins_on_a_smooth_target_relu_on_one_with_kinks", "neither net has a kink or a bend")
def _(patch):
    patch.setattr(nn.functional, "relu", lambda z: z)
    patch.setattr(nn.functional, "elu", lambda z: z)


@sabotage("activations/leaky_relu_keeps_half_of_one_plus_slope_squared", "leaky ReLU ignores the slope given to it")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: native_leaky_relu(z, 0.01))


@sabotage("activations/leaky_relu_keeps_half_of_one_plus_slope_squared", "leaky ReLU has its kink at 0.01")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, slope: native_leaky_relu(z - 0.01, slope) + 0.01)


@sabotage("activations/slope_aware_he_keeps_the_mean_square", "leaky ReLU leaks nothing")
def _(patch):
    patch.setattr(torch._C._nn, "leaky_relu", lambda z, _slope: native_leaky_relu(z, 0.0))


@sabotage("activations/slope_aware_he_keeps_the_mean_square", "the normal numbers are uniform, from 0 to √3")
def _(patch):
    patch.setattr(torch, "randn", lambda *size, **named: 3**0.5 * torch.rand(*size, **named))


@sabotage("activations/sigmoid_and_tanh_go_back_from_their_outputs", "the sigmoid is written out: 1/(1 + exp(−z))")
def _(patch):
    patch.setattr(torch, "sigmoid", lambda z: 1 / (1 + (-z).exp()))


@sabotage("activations/sigmoid_and_tanh_go_back_from_their_outputs", "tanh is a sigmoid: 2σ(2z) − 1")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: 2 * sigmoid(2 * z) - 1)


@sabotage("activations/pytorch_elu_takes_its_exponential_again", "ELU runs in place on a copy")
def _(patch):
    patch.setattr(torch._C._nn, "elu", lambda z, alpha: native_elu_in_place(z.clone(), alpha))


@sabotage("activations/pytorch_elu_takes_its_exponential_again", "in place, ELU works on a copy and keeps its input")
def _(patch):
    patch.setattr(torch._C._nn, "elu_", native_elu)
