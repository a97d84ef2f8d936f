"""What is broken under the demos of the loss landscape, orthogonal layers and pre-training."""

import torch
from torch import nn
from torch.linalg import eigvalsh
from torch.nn.functional import gelu, leaky_relu
from torch.optim import Adam

from dlquiz import lab
from sabotage import sabotage

orthogonal, hessian, teacher = nn.init.orthogonal_, torch.func.hessian, lab.teacher


@sabotage("landscape/all_positive_eigenvalues_are_rarer_than_coin_flips", "the diagonal is taken for the eigenvalues")
def _(patch):
    patch.setattr(torch.linalg, "eigvalsh", lambda matrix: matrix.diagonal(dim1=-2, dim2=-1))


@sabotage("landscape/half_to_the_d_of_critical_points_are_minima", "eigenvalues come in absolute value")
def _(patch):
    patch.setattr(torch.linalg, "eigvalsh", lambda matrix: eigvalsh(matrix).abs())


@sabotage("landscape/half_to_the_d_of_critical_points_are_minima", "the determinant is forgotten")
def _(patch):
    patch.setattr(torch.Tensor, "prod", lambda tensor, dim: torch.ones_like(tensor).amin(dim))


@sabotage("landscape/low_critical_points_have_few_negative_eigenvalues", "the Hessian has the wrong sign")
def _(patch):
    patch.setattr(torch.linalg, "eigvalsh", lambda matrix: eigvalsh(-matrix))


@sabotage("landscape/exact_fit_leaves_hessian_zeros", "a weight decay of 1e-6 hides in the Hessian")
def _(patch):
    patch.setattr(
        torch.func, "hessian", lambda loss: hessian(lambda weights: loss(weights) + 1e-6 * (weights**2).sum())
    )


@sabotage("landscape/rescaled_relu_layers_are_sharper_with_the_same_outputs", "ReLU is GELU, which has a scale")
def _(patch):
    patch.setattr(torch, "relu", gelu)


@sabotage("landscape/one_weight_of_a_wide_network_hardly_matters", "Adam takes no steps")
def _(patch):
    patch.setattr(Adam, "step", lambda _optimizer: None)


@sabotage("landscape/one_weight_of_a_wide_network_hardly_matters", "weights start ten times too large")
def _(patch):
    plain = lab.batched_mlp
    patch.setattr(lab, "batched_mlp", lambda *given, **named: plain(*given, **{**named, "gain": 200.0}))


@sabotage("landscape/wide_networks_solve_xor_from_any_start", "ReLU is the identity")
def _(patch):
    patch.setattr(lab, "batched_forward", forward_without_bend(lab.batched_forward))


@sabotage("landscape/stuck_xor_networks_sit_at_local_minima", "ReLU leaks a tenth")
def _(patch):
    plain = lab.batched_forward
    patch.setattr(lab, "batched_forward", lambda layers, x: plain(layers, x, lambda z: leaky_relu(z, 0.1)))


@sabotage("landscape/wide_networks_end_near_loss_zero_from_every_start", "ReLU is the identity")
def _(patch):
    patch.setattr(lab, "batched_forward", forward_without_bend(lab.batched_forward))


@sabotage("landscape/fitting_noise_exactly_is_not_the_best_network", "Adam decays the weights")
def _(patch):
    patch.setattr(torch.optim, "Adam", lambda weights, lr: Adam(weights, lr=lr, weight_decay=0.1))


@sabotage("landscape/two_perfect_fits_can_test_far_apart", "all labels are coin tosses")
def _(patch):
    patch.setattr(lab, "teacher", lambda samples, rng: teacher(samples, rng=rng, flipped=0.5))


@sabotage("initialization/orthogonal_layers_keep_every_length", "orthogonal weights are a millionth too large")
def _(patch):
    patch.setattr(nn.init, "orthogonal_", lambda weight, generator: orthogonal(weight, 1 + 1e-6, generator=generator))


@sabotage("initialization/orthogonal_relu_layers_halve_the_mean_square", "ReLU is the absolute value")
def _(patch):
    patch.setattr(torch, "relu", torch.abs)


@sabotage("initialization/gaussian_products_spread_singular_values", "QR gives back what it gets")
def _(patch):
    patch.setattr(torch.linalg, "qr", lambda matrix: torch.return_types.linalg_qr((matrix, matrix)))


@sabotage("initialization/narrowing_orthogonal_layers_shorten", "columns are normal, not orthonormal")
def _(patch):
    def normal(weight, generator):
        return nn.init.normal_(weight, std=weight.shape[0] ** -0.5, generator=generator)

    patch.setattr(nn.init, "orthogonal_", normal)


@sabotage("initialization/pretraining_helps_with_few_labels_and_shared_features", "ReLU is the identity")
def _(patch):
    patch.setattr(lab, "batched_forward", forward_without_bend(lab.batched_forward))


@sabotage("initialization/pretraining_helps_with_few_labels_and_shared_features", "Adam takes no steps")
def _(patch):
    patch.setattr(Adam, "step", lambda _optimizer: None)


def forward_without_bend(plain):
    """`lab.batched_forward` with no activation."""
    return lambda layers, x: plain(layers, x, lambda z: z)
