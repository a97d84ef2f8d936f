"""What is broken under the demos of convolution, its cost, its field and pooling."""

import torch
from torch import max_pool2d, nn, relu
from torch.nn.functional import avg_pool2d, conv2d, unfold

from sabotage import sabotage

numel, conv_layer, linear_layer = torch.Tensor.numel, nn.Conv2d, nn.Linear


@sabotage("cnn/receptive_field_adds_kernel_times_earlier_strides", "convolutions ignore their dilation")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, stride, dilation: conv2d(x, w, stride=stride))  # noqa: ARG005


@sabotage("cnn/receptive_field_adds_kernel_times_earlier_strides", "tanh is the sign, plus the mean of the map")
def _(patch):
    patch.setattr(torch, "tanh", lambda z: z.sign() + z.mean())


@sabotage("cnn/effective_field_grows_as_the_root_of_depth", "ReLU lets all through and adds the mean of the map")
def _(patch):
    patch.setattr(torch, "relu", lambda z: z + z.mean(dim=(2, 3), keepdim=True))


@sabotage("cnn/effective_field_grows_as_the_root_of_depth", "kernels hold their four corners alone")
def _(patch):
    def hollow(x, w):
        w = w.clone()
        w[:, :, 1:-1] = 0
        w[:, :, :, 1:-1] = 0
        return conv2d(x, w)

    patch.setattr(torch.nn.functional, "conv2d", hollow)


@sabotage("cnn/sharing_keeps_parameters_free_of_image_size", "patches are cut a pixel too high")
def _(patch):
    patch.setattr(torch.nn.functional, "unfold", lambda x, *rest, **named: unfold(x.roll(1, 2), *rest, **named))


@sabotage("cnn/sharing_keeps_parameters_free_of_image_size", "every kernel is stored for each position")
def _(patch):
    patch.setattr(torch.Tensor, "numel", lambda tensor: numel(tensor) + tensor.shape[-1] * (tensor.dim() == 4))


@sabotage("cnn/each_output_sees_one_patch_through_the_same_weights", "outputs hold a billionth of the image's mean")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w: conv2d(x, w) + 1e-9 * x.mean())


@sabotage("cnn/each_output_sees_one_patch_through_the_same_weights", "the kernel fades from left to right")
def _(patch):
    def fading(x, w):
        y = conv2d(x, w)
        return y * torch.linspace(1, 0.5, y.shape[-1], dtype=y.dtype)

    patch.setattr(torch.nn.functional, "conv2d", fading)


@sabotage("cnn/convolution_multiplies_once_per_weight_and_output_pixel", "strides are ignored")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, stride: conv2d(x, w))  # noqa: ARG005


@sabotage("cnn/convolution_multiplies_once_per_weight_and_output_pixel", "kernels skip their first row")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, stride: conv2d(x[:, :, 1:], w[:, :, 1:], stride=stride))


@sabotage("cnn/depthwise_separable_takes_a_ninth_and_one_over_channels", "kernels for one channel read all of them")
def _(patch):
    def ungrouped(x, w, groups):  # noqa: ARG001 -- what is broken
        return conv2d(x, w.expand(-1, x.shape[1], -1, -1))

    patch.setattr(torch.nn.functional, "conv2d", ungrouped)


@sabotage("cnn/early_layers_hold_activations_late_layers_hold_weights", "strides of convolutional layers are ignored")
def _(patch):
    patch.setattr(nn, "Conv2d", lambda *sizes, stride, **how: conv_layer(*sizes, **how, stride=1))  # noqa: ARG005


@sabotage("cnn/quarter_bottleneck_saves_eight_and_a_half_times", "kernels skip their middle")
def _(patch):
    def hollow(x, w):
        w = w.clone()
        w[:, :, w.shape[2] // 2, w.shape[3] // 2] *= w.shape[2] == 1
        return conv2d(x, w)

    patch.setattr(torch.nn.functional, "conv2d", hollow)


@sabotage("cnn/convolution_is_kernels_times_patches", "conv2d flips the kernel, as true convolution does")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, **how: conv2d(x, w.flip(2, 3), **how))


@sabotage("cnn/convolution_is_kernels_times_patches", "conv2d adds a millionth of its output's mean")
def _(patch):
    def biased(x, w, **how):
        y = conv2d(x, w, **how)
        return y + 1e-6 * y.mean()

    patch.setattr(torch.nn.functional, "conv2d", biased)


@sabotage("cnn/true_convolution_learns_the_flipped_kernel", "a flip turns the kernel over in one direction only")
def _(patch):
    patch.setattr(torch.Tensor, "flip", lambda kernel, *axes: kernel.roll(1, axes[-1]))


@sabotage("cnn/true_convolution_learns_the_flipped_kernel", "nothing is ever flipped")
def _(patch):
    patch.setattr(torch.Tensor, "flip", lambda kernel, *axes: kernel)  # noqa: ARG005


@sabotage("cnn/one_by_one_convolution_is_a_linear_layer_at_each_pixel", "the padding shifts the map by a pixel")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, padding: conv2d(x, w, padding=padding).roll(1, 2))


@sabotage("cnn/one_by_one_convolution_is_a_linear_layer_at_each_pixel", "convolutions add a billionth of the mean")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, padding: conv2d(x, w, padding=padding) + 1e-9 * x.mean())


@sabotage("cnn/kernel_as_large_as_the_map_is_a_fully_connected_layer", "convolutions flip the kernel")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w: conv2d(x, w.flip(2, 3)))


@sabotage("cnn/kernel_as_large_as_the_map_is_a_fully_connected_layer", "the layer looks at channel means alone")
def _(patch):
    def same_at_all_pixels(*sizes, **how):
        layer = linear_layer(*sizes, **how)
        with torch.no_grad():
            layer.weight.view(5, 8, 49).copy_(layer.weight.view(5, 8, 49).mean(dim=2, keepdim=True).clone() * 7)
        return layer

    patch.setattr(nn, "Linear", same_at_all_pixels)


@sabotage("cnn/convolutions_move_with_their_image", "convolutions weigh the rows of their output differently")
def _(patch):
    def tilted(x, w):
        y = conv2d(x, w)
        return y * torch.linspace(1, 1.1, y.shape[-2], dtype=y.dtype)[:, None]

    patch.setattr(torch.nn.functional, "conv2d", tilted)


@sabotage("cnn/convolutions_move_with_their_image", "ReLU subtracts the mean of the map")
def _(patch):
    patch.setattr(torch, "relu", lambda z: relu(z - z.mean()))


@sabotage("cnn/strides_carry_over_shifts_by_the_stride", "max-pooling takes every s-th pixel, and the image's mean")
def _(patch):
    patch.setattr(torch.nn.functional, "max_pool2d", lambda x, k: x[..., ::k, ::k] + x.mean())


@sabotage("cnn/strides_carry_over_shifts_by_the_stride", "strides are ignored")
def _(patch):
    patch.setattr(torch.nn.functional, "conv2d", lambda x, w, stride=1: conv2d(x, w))  # noqa: ARG005


@sabotage("cnn/global_pooling_makes_convolutions_invariant", "the mean weighs the left of the map more than the right")
def _(patch):
    def lopsided(maps, _side):
        return (maps * torch.linspace(1.1, 0.9, maps.shape[-1], dtype=maps.dtype)).mean(dim=(2, 3), keepdim=True)

    patch.setattr(torch.nn.functional, "adaptive_avg_pool2d", lopsided)


@sabotage("cnn/global_pooling_makes_convolutions_invariant", "max-pooling takes the maximum of the whole map")
def _(patch):
    patch.setattr(torch.nn.functional, "max_pool2d", lambda maps, _side: maps.amax(dim=(2, 3)))


@sabotage("cnn/maximum_finds_one_strong_pixel", "max-pooling takes the average")
def _(patch):
    patch.setattr(torch.nn.functional, "max_pool2d", avg_pool2d)


@sabotage("cnn/maximum_finds_one_strong_pixel", "max-pooling takes the minimum")
def _(patch):
    patch.setattr(torch, "max_pool2d", lambda x, *how: -max_pool2d(-x, *how))


@sabotage("cnn/average_finds_a_faint_pattern_in_all_pixels", "average pooling takes the first pixel of a window")
def _(patch):
    patch.setattr(torch.nn.functional, "avg_pool2d", lambda x, k: x[..., ::k, ::k])


@sabotage("cnn/average_pooling_is_linear_and_max_pooling_is_not", "average pooling divides by k² − 1")
def _(patch):
    patch.setattr(torch.nn.functional, "avg_pool2d", lambda x, k: avg_pool2d(x, k) * k**2 / (k**2 - 1))


@sabotage("cnn/average_pooling_is_linear_and_max_pooling_is_not", "average pooling leaves negative values out")
def _(patch):
    patch.setattr(torch.nn.functional, "avg_pool2d", lambda x, k: avg_pool2d(relu(x), k))


@sabotage("cnn/max_pooling_sends_the_gradient_to_one_pixel", "the maximum is a soft one")
def _(patch):
    patch.setattr(torch.nn.functional, "max_pool2d", lambda x, k: (avg_pool2d((9 * x).exp(), k) * k**2).log() / 9)


@sabotage("cnn/max_pooling_sends_the_gradient_to_one_pixel", "max-pooling takes the minimum")
def _(patch):
    patch.setattr(torch, "max_pool2d", lambda x, *how: -max_pool2d(-x, *how))
