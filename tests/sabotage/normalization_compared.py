"""What is broken under the demos of normalization: the four layers compared, inference, windows, layer norm."""

import torch
from torch import batch_norm, group_norm, instance_norm, layer_norm, nn, randn, tanh
from torch.nn import BatchNorm1d, LayerNorm

from sabotage import sabotage

plain_init, plain_forward = BatchNorm1d.__init__, BatchNorm1d.forward


def unbiased(x, axes):
    """A normalisation that divides by the unbiased deviation."""
    return (x - x.mean(axes, keepdim=True)) / (x.var(axes, keepdim=True) + 1e-5).sqrt()


def replace_momentum(patch, changed):
    """Let BatchNorm1d take `changed(momentum)` where it is given a momentum."""

    def init(layer, *sizes, momentum=0.1, **named):
        plain_init(layer, *sizes, momentum=changed(momentum), **named)

    patch.setattr(BatchNorm1d, "__init__", init)


@sabotage("normalization/norms_differ_only_in_the_axes_they_average", "layer norm leaves the channels apart")
def _(patch):
    def per_channel(x, *_given, **_named):
        return instance_norm(
            x, None, None, None, None, use_input_stats=True, momentum=0.1, eps=1e-5, cudnn_enabled=False
        )

    patch.setattr(nn.functional, "layer_norm", per_channel)


@sabotage("normalization/norms_differ_only_in_the_axes_they_average", "group norm makes a single group")
def _(patch):
    patch.setattr(nn.functional, "group_norm", lambda x, _groups, *_given, **_named: group_norm(x, 1))


@sabotage("normalization/group_norm_spans_layer_norm_to_instance_norm", "group norm doubles the number of groups")
def _(patch):
    def doubled(x, groups, *_given, **_named):
        return group_norm(x, groups if groups == x.shape[1] else 2 * groups)

    patch.setattr(nn.functional, "group_norm", doubled)


@sabotage(
    "normalization/group_norm_spans_layer_norm_to_instance_norm", "instance norm divides by the unbiased deviation"
)
def _(patch):
    patch.setattr(nn.functional, "instance_norm", lambda x, *_given, **_named: unbiased(x, (2, 3)))


@sabotage("normalization/instance_norm_removes_contrast_of_each_image", "instance norm only centres")
def _(patch):
    def centred(x, *_given, **_named):
        return x - x.mean((2, 3), keepdim=True)

    patch.setattr(nn.functional, "instance_norm", centred)


@sabotage("normalization/instance_norm_removes_contrast_of_each_image", "instance norm's ε is 1")
def _(patch):
    def with_large_epsilon(x, *_given, **_named):
        return instance_norm(
            x, None, None, None, None, use_input_stats=True, momentum=0.1, eps=1.0, cudnn_enabled=False
        )

    patch.setattr(nn.functional, "instance_norm", with_large_epsilon)


@sabotage("normalization/layer_norm_of_a_sequence_is_per_step", "layer norm averages over the steps as well")
def _(patch):
    patch.setattr(nn.functional, "layer_norm", lambda x, *_given, **_named: layer_norm(x, x.shape[1:]))


@sabotage("normalization/eval_batchnorm_is_affine_but_not_linear", "batch norm ends in a tanh")
def _(patch):
    patch.setattr(BatchNorm1d, "forward", lambda layer, x: tanh(plain_forward(layer, x)))


@sabotage("normalization/eval_batchnorm_is_affine_but_not_linear", "evaluation does not subtract the mean")
def _(patch):
    def forward(layer, x):
        return plain_forward(layer, x if layer.training else x + layer.running_mean)

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/batchnorm_folds_into_the_convolution_before_it", "batch norm's ε is 0.001")
def _(patch):
    def with_large_epsilon(x, mean, variance, gamma, beta, *, training):
        return batch_norm(x, gamma, beta, mean, variance, training, 0.1, 1e-3, cudnn_enabled=False)

    patch.setattr(nn.functional, "batch_norm", with_large_epsilon)


@sabotage("normalization/batchnorm_folds_into_the_convolution_before_it", "batch norm uses no running statistics")
def _(patch):
    def of_the_batch(x, mean, variance, gamma, beta, **_named):
        return batch_norm(x, gamma, beta, mean, variance, training=True, momentum=0.1, eps=1e-5, cudnn_enabled=False)

    patch.setattr(nn.functional, "batch_norm", of_the_batch)


@sabotage("normalization/one_value_per_channel_leaves_only_beta", "the layer does not check its input")
def _(patch):
    patch.setattr(nn.functional, "_verify_batch_size", lambda _size: None)


@sabotage("normalization/one_value_per_channel_leaves_only_beta", "training mode uses the running statistics")
def _(patch):
    def of_the_past(*given, **named):
        return batch_norm(*given[:5], False, *given[6:], **named)  # noqa: FBT003 -- torch's: whether it trains

    patch.setattr(torch, "batch_norm", of_the_past)


@sabotage("normalization/batchnorm_of_one_image_is_instance_norm", "instance norm divides by the unbiased deviation")
def _(patch):
    patch.setattr(nn.functional, "instance_norm", lambda x, *_given, **_named: unbiased(x, (2, 3)))


@sabotage("normalization/batchnorm_of_one_image_is_instance_norm", "batch norm averages over the channels as well")
def _(patch):
    patch.setattr(nn.functional, "batch_norm", lambda x, *_given, **_named: layer_norm(x, x.shape[1:]))


@sabotage("normalization/running_mean_equals_nineteen_batches_in_noise", "momentum 0.1 is taken for 0.12")
def _(patch):
    replace_momentum(patch, lambda momentum: momentum and 1.2 * momentum)


@sabotage("normalization/running_mean_equals_nineteen_batches_in_noise", "momentum=None is taken for 0.1")
def _(patch):
    replace_momentum(patch, lambda momentum: momentum or 0.1)


@sabotage("normalization/momentum_none_gives_the_mean_of_all_batches", "momentum=None is taken for 0.1")
def _(patch):
    replace_momentum(patch, lambda momentum: momentum or 0.1)


@sabotage("normalization/momentum_none_gives_the_mean_of_all_batches", "the count of batches starts at 1")
def _(patch):
    def init(layer, *sizes, **named):
        plain_init(layer, *sizes, **named)
        layer.num_batches_tracked.fill_(1)

    patch.setattr(BatchNorm1d, "__init__", init)


@sabotage("normalization/running_mean_reads_a_drift_nine_batches_late", "momentum m is taken for 1 − m")
def _(patch):
    replace_momentum(patch, lambda momentum: momentum and 1 - momentum)


@sabotage("normalization/running_mean_reads_a_drift_nine_batches_late", "the running mean is a batch late")
def _(patch):
    def forward(layer, x):
        waiting, layer.waiting = getattr(layer, "waiting", x), x
        return plain_forward(layer, waiting)

    patch.setattr(BatchNorm1d, "forward", forward)


@sabotage("normalization/layer_norm_output_does_not_depend_on_the_batch", "layer norm averages over the batch")
def _(patch):
    patch.setattr(nn.functional, "layer_norm", lambda x, *_given, **_named: unbiased(x, 0) if len(x) > 1 else x)


@sabotage("normalization/layer_norm_output_does_not_depend_on_the_batch", "layer norm does nothing in evaluation")
def _(patch):
    patch.setattr(LayerNorm, "forward", lambda layer, x: layer_norm(x, x.shape[1:]) if layer.training else x)


@sabotage("normalization/layer_norm_beats_batchnorm_in_batches_of_two", "layer norm averages over the batch")
def _(patch):
    def over_the_batch(x, *_given, **_named):
        return (x - x.mean(1, keepdim=True)) / (x.var(1, correction=0, keepdim=True) + 1e-5).sqrt()

    patch.setattr(nn.functional, "layer_norm", over_the_batch)


@sabotage("normalization/layer_norm_beats_batchnorm_in_batches_of_two", "batch norm does nothing")
def _(patch):
    patch.setattr(nn.functional, "batch_norm", lambda x, *_given, **_named: x)


@sabotage(
    "normalization/late_time_steps_have_few_sequences_for_batchnorm", "the running mean takes a tenth of the batch's"
)
def _(patch):
    replace_momentum(patch, lambda _momentum: 0.1)


@sabotage("normalization/late_time_steps_have_few_sequences_for_batchnorm", "all sequences are the same")
def _(patch):
    patch.setattr(torch, "randn", lambda rows, columns, **named: randn(1, columns, **named).expand(rows, columns))


@sabotage("normalization/rnn_with_batchnorm_needs_many_sequences_per_mean", "batch norm does nothing")
def _(patch):
    patch.setattr(nn.functional, "batch_norm", lambda x, *_given, **_named: x)


@sabotage("normalization/rnn_with_batchnorm_needs_many_sequences_per_mean", "evaluation does not subtract the mean")
def _(patch):
    def uncentred(x, mean, variance, *, training=False):
        kept = mean if training else torch.zeros_like(mean)
        return batch_norm(x, None, None, kept, variance, training, 0.1, 1e-5, cudnn_enabled=False)

    patch.setattr(nn.functional, "batch_norm", uncentred)
