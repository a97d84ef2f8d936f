"""The set-up that demos share does what its docstrings say."""

import pytest

torch = pytest.importorskip("torch")

from torch import nn  # noqa: E402 -- after the skip where torch is not installed
from torch.func import stack_module_state  # noqa: E402

from dlquiz import lab  # noqa: E402


def test_generator_draws_by_its_seed_and_leaves_the_global_state_alone():
    """The same seed draws the same numbers, another seed others; torch's global state does not move."""
    before = torch.get_rng_state()
    first, again, other = (torch.randn(4, generator=lab.generator(seed)) for seed in (1, 1, 2))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_seeded_draws_by_its_seed_and_puts_the_global_state_back():
    """Inside the block the seed decides; after it the global state is what it was."""
    before = torch.get_rng_state()
    drawn = []
    for seed in (1, 1, 2):
        with lab.seeded(seed):
            drawn.append(torch.randn(4))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert torch.equal(torch.get_rng_state(), before)


def test_seeded_puts_the_global_state_back_after_an_error():
    """So it is when what stands in the block breaks: a seed of a demo that crashes moves nothing."""
    before = torch.get_rng_state()
    with pytest.raises(RuntimeError), lab.seeded(1):
        torch.randn(4) @ torch.randn(3)
    assert torch.equal(torch.get_rng_state(), before)


def test_mlp_puts_norm_and_activation_between_linear_layers():
    """Linear layers of the given sizes, norm before each activation, neither after the last layer."""
    with lab.seeded(0):
        net = lab.mlp([5, 4, 3, 2], nn.Tanh, norm=nn.BatchNorm1d)
    kinds = [nn.Linear, nn.BatchNorm1d, nn.Tanh]
    assert [type(layer) for layer in net] == [*kinds, *kinds, nn.Linear]
    assert net(torch.zeros(7, 5)).shape == (7, 2)


def test_mlp_without_an_activation_is_linear():
    """With `activation=None` nothing stands between the linear layers."""
    with lab.seeded(0):
        net = lab.mlp([5, 4, 3], None)
    assert [type(layer) for layer in net] == [nn.Linear, nn.Linear]


def test_mlp_fills_weights_by_init_and_zeroes_biases():
    """`init` decides each weight, and biases are then zero; without it torch's default stays."""
    with lab.seeded(0):
        ones, plain = lab.mlp([5, 4, 3], init=nn.init.ones_), lab.mlp([5, 4, 3])
    for linear in (layer for layer in ones if isinstance(layer, nn.Linear)):
        assert torch.equal(linear.weight, torch.ones_like(linear.weight))
        assert torch.equal(linear.bias, torch.zeros_like(linear.bias))
    assert all(layer.bias.any() for layer in plain if isinstance(layer, nn.Linear))


# The variance of n normal numbers has a relative standard error of √(2/n): five of them at 200 × 400 numbers.
FIVE_ERRORS = 5 * (2 / 80_000) ** 0.5


@pytest.mark.parametrize(("init", "variance"), [(lab.he, 2 / 400), (lab.xavier, 2 / 600)])
def test_initialisations_have_their_variance(init, variance):
    """He draws with variance 2/fan_in, Xavier with 2/(fan_in + fan_out)."""
    with lab.seeded(0):
        weight = init(torch.empty(200, 400))  # fan_out, fan_in
    assert float(weight.detach().square().mean()) == pytest.approx(variance, rel=FIVE_ERRORS)


def test_backward_norms_of_linear_layers_are_those_of_the_chain_rule():
    """Through linear layers the gradient is multiplied by Wᵀ, layer by layer; the input's norm comes first."""
    with lab.seeded(0):
        net = lab.mlp([5, 4, 3], None).double()
        inputs = torch.randn(1, 5, dtype=torch.float64)
        direction = torch.randn(1, 3, dtype=torch.float64)
    inner, outer = (layer.weight.detach() for layer in net)
    signals = [direction @ outer @ inner, direction @ outer, direction]
    expected = [float(signal.norm()) for signal in signals]
    assert lab.backward_norms(net, inputs, lambda outputs: (outputs * direction).sum()) == pytest.approx(expected)


def test_teacher_draws_two_classes_and_flips_a_share_of_the_labels():
    """Both classes occur; the same seed gives the same inputs and, but for the flipped share, the same labels."""
    inputs, labels = lab.teacher(4_000, rng=lab.generator(0), width=6)
    noisy_inputs, noisy_labels = lab.teacher(4_000, rng=lab.generator(0), width=6, flipped=0.25)
    assert inputs.shape == (4_000, 6)
    assert labels.unique().tolist() == [0, 1]
    assert torch.equal(inputs, noisy_inputs)
    five_errors = 5 * (0.25 * 0.75 / 4_000) ** 0.5
    assert float((labels != noisy_labels).double().mean()) == pytest.approx(0.25, abs=five_errors)


@pytest.mark.parametrize("activation", [torch.relu, torch.tanh])
def test_batched_forward_equals_each_network_by_itself(activation):
    """Copies run side by side give what each gives alone, on shared inputs and on inputs of their own."""
    rng = lab.generator(0)
    parameters = lab.batched_mlp(3, [5, 4, 2], rng=rng)
    shared, own = torch.randn(7, 5, generator=rng), torch.randn(3, 7, 5, generator=rng)
    on_shared = lab.batched_forward(parameters, shared, activation)
    on_own = lab.batched_forward(parameters, own, activation)
    for copy in range(3):
        w1, b1, w2, b2 = (parameter[copy] for parameter in parameters)
        torch.testing.assert_close(on_shared[copy], activation(shared @ w1 + b1) @ w2 + b2)
        torch.testing.assert_close(on_own[copy], activation(own[copy] @ w1 + b1) @ w2 + b2)


def test_batched_mlp_has_the_variance_it_promises_and_trains():
    """Weights have variance gain/fan_in, biases are zero, and all require gradients."""
    parameters = lab.batched_mlp(2, [200, 200, 2], rng=lab.generator(0), gain=3.0)
    assert [tuple(parameter.shape) for parameter in parameters] == [
        (2, 200, 200),
        (2, 1, 200),
        (2, 200, 2),
        (2, 1, 2),
    ]
    assert float(parameters[0].detach().square().mean()) == pytest.approx(3 / 200, rel=FIVE_ERRORS)
    assert not any(bias.any() for bias in parameters[1::2])
    assert all(parameter.requires_grad for parameter in parameters)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_recurrent_last_state_equals_each_layer_by_itself(kind):
    """The last state of copies side by side is that of nn.LSTM and nn.GRU, copy for copy."""
    rng = lab.generator(0)
    with lab.seeded(0):
        layers = [getattr(nn, kind)(3, 5, dtype=torch.float64) for _ in range(4)]
    inputs = torch.randn(4, 9, 2, 3, dtype=torch.float64, generator=rng)  # copies, steps, batch, features
    weights, _ = stack_module_state(layers)
    last = lab.recurrent_last_state(kind, weights, inputs)
    for copy, layer in enumerate(layers):
        states, _ = layer(inputs[copy])
        torch.testing.assert_close(last[copy], states[-1], rtol=0, atol=1e-14)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_recurrent_last_state_has_the_gradients_of_each_layer(kind):
    """So are the gradients by the weights: what is trained side by side is trained as by itself."""
    with lab.seeded(0):
        layers = [getattr(nn, kind)(3, 5, dtype=torch.float64) for _ in range(2)]
        inputs = torch.randn(2, 6, 2, 3, dtype=torch.float64)
    weights, _ = stack_module_state(layers)
    lab.recurrent_last_state(kind, weights, inputs).sum().backward()
    for copy, layer in enumerate(layers):
        layer(inputs[copy])[0][-1].sum().backward()
        for name, parameter in layer.named_parameters():
            torch.testing.assert_close(weights[name].grad[copy], parameter.grad, rtol=0, atol=1e-13)
