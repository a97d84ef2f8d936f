"""What is broken under the demos of overfitting."""

import torch
from torch import Tensor, randint, randn, randperm
from torch.linalg import pinv, solve
from torch.optim import Adam

from dlquiz import lab
from dlquiz.lab import batched_forward, teacher
from sabotage import sabotage


def flip_labels(patch, share):
    """Let the teacher turn over a share of all labels, test labels included."""
    patch.setattr(lab, "teacher", lambda samples, rng: teacher(samples, rng=rng, flipped=share))


def add_ridge(patch, penalty):
    """Let every linear system be solved with a penalty that nobody asked for."""
    patch.setattr(
        torch.linalg, "solve", lambda left, right: solve(left + penalty * torch.eye(left.shape[-1]).double(), right)
    )


def draw_one_sample_twice(patch):
    """Let the first two numbers of a permutation be the same."""
    patch.setattr(torch, "randperm", lambda n, generator: randperm(n, generator=generator)[[0, 0, *range(2, n)]])


def count_ties(patch):
    """Let "more" be "as many or more"."""
    patch.setattr(Tensor, "__gt__", Tensor.__ge__)


@sabotage("overfitting/a_line_through_a_sine_underfits", "the sine is a straight line")
def _(patch):
    patch.setattr(torch, "sin", lambda x: x)


@sabotage("overfitting/a_line_through_a_sine_underfits", "labels come without noise")
def _(patch):
    # The labels' noise is the only thing that the demo draws from a normal distribution.
    patch.setattr(torch, "randn", lambda *size, **named: 0 * randn(*size, **named))


@sabotage("overfitting/fresh_samples_generalise_copies_do_not", "batches are drawn from the first 50 samples alone")
def _(patch):
    patch.setattr(torch, "randint", lambda _samples, size, **named: randint(50, size, **named))


@sabotage("overfitting/fresh_samples_generalise_copies_do_not", "half of all labels are flipped")
def _(patch):
    flip_labels(patch, 0.5)


@sabotage("overfitting/late_test_loss_is_overconfidence", "30 % of all labels are flipped")
def _(patch):
    flip_labels(patch, 0.3)


@sabotage("overfitting/late_test_loss_is_overconfidence", "every temperature is 1")
def _(patch):
    patch.setattr(torch, "logspace", lambda _first, _last, number, **_base: torch.ones(number))


@sabotage("overfitting/least_squares_gap_shrinks_with_samples", "the normal equations hold a ridge of 1")
def _(patch):
    add_ridge(patch, 1.0)


@sabotage("overfitting/mitchells_definition_counts_overfit_functions", "one sample is drawn twice")
def _(patch):
    draw_one_sample_twice(patch)


@sabotage("overfitting/mitchells_definition_counts_overfit_functions", "a rival may err as often on the samples")
def _(patch):
    count_ties(patch)


@sabotage("overfitting/mitchells_overfitting_is_not_a_degree", "a rival may err as often on the samples")
def _(patch):
    count_ties(patch)


@sabotage("overfitting/more_data_does_not_cure_underfitting", "one input is the product that XOR asks for")
def _(patch):
    def with_product(parameters, x):
        return batched_forward(parameters, torch.cat([x[..., :1] * x[..., 1:2], x[..., 1:]], dim=-1))

    patch.setattr(lab, "batched_forward", with_product)


@sabotage("overfitting/more_data_does_not_cure_underfitting", "the hidden layer has no activation")
def _(patch):
    patch.setattr(lab, "batched_forward", lambda parameters, x: batched_forward(parameters, x, lambda z: z))


@sabotage("overfitting/more_samples_can_hurt_least_squares", "the pseudo-inverse drops the lower singular values")
def _(patch):
    patch.setattr(torch.linalg, "pinv", lambda matrix: pinv(matrix, rtol=1 / 3))


@sabotage("overfitting/more_samples_can_hurt_least_squares", "the ridge is a billionth of what it should be")
def _(patch):
    patch.setattr(torch, "eye", lambda *size, eye=torch.eye, **named: 1e-9 * eye(*size, **named))


@sabotage("overfitting/overfitting_depends_on_the_hypothesis_space", "one sample is drawn twice")
def _(patch):
    draw_one_sample_twice(patch)


@sabotage("overfitting/overfitting_depends_on_the_hypothesis_space", "a rival may err as often on the samples")
def _(patch):
    count_ties(patch)


@sabotage("overfitting/shared_patterns_are_fitted_before_flipped_labels", "half of all labels are flipped")
def _(patch):
    flip_labels(patch, 0.5)


@sabotage("overfitting/test_error_falls_again_beyond_n_parameters", "every fit has a ridge of 0.3")
def _(patch):
    add_ridge(patch, 0.3)


@sabotage("overfitting/test_error_falls_again_beyond_n_parameters", "every fit drops the lower eigenvalues")
def _(patch):
    patch.setattr(torch.linalg, "solve", lambda left, right: pinv(left, rtol=0.1) @ right)


@sabotage("overfitting/training_on_costs_accuracy_where_labels_are_wrong", "labels never flip")
def _(patch):
    patch.setattr(torch, "rand", lambda *size, **_named: torch.ones(*size))


@sabotage("overfitting/training_on_costs_accuracy_where_labels_are_wrong", "Adam's rate is a tenth")
def _(patch):
    patch.setattr(torch.optim, "Adam", lambda parameters, lr: Adam(parameters, lr=lr / 10))
