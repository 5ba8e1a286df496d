"""From the trained network to Kaldi's layers and back: normalisations are folded into weights and biases."""

import numpy as np
import torch

from speech.training.kaldi import PlainLayer
from speech.training.network import Layer, Network, Shape


@torch.no_grad()
def plain_layers(network: Network) -> list[PlainLayer]:
    """The network as layers without normalisation. Every normalisation weight must be positive.

    norm(relu(Wx + b)) = relu(s(Wx + b)) + t; the constant t is carried along the residuals and taken into account
    in the biases of the layers that see it.
    """
    found = []
    mean, scale = network.mean.double(), network.scale.double()
    weight, bias = network.first.weight.double(), network.first.bias.double()
    bias = bias - (weight * (mean * scale)[None, :, None]).sum((1, 2))
    carried, layer = _folded(
        weight * scale[None, :, None], bias, network.first_norm, (-2, -1, 0, 1, 2), residual=False
    )
    found.append(layer)
    for conv, norm, offsets, residual in (
        (network.second, network.second_norm, (-1, 0, 1), False),
        *(
            (layer.conv, layer.norm, layer.context, True)
            for layer in network.layers
            if isinstance(layer, Layer)
        ),
    ):
        weight = conv.weight.double()
        bias = conv.bias.double() + (weight * carried[None, :, None]).sum((1, 2))
        constant, layer = _folded(weight, bias, norm, offsets, residual=residual)
        carried = carried + constant if residual else constant
        found.append(layer)
    weight = network.out.weight.double()[:, :, 0]
    bias = network.out.bias.double() + weight @ carried
    found.append(PlainLayer(weight=_array(weight), bias=_array(bias), offsets=(0,), relu=False))
    return found


def _folded(
    weight: torch.Tensor,
    bias: torch.Tensor,
    norm: torch.nn.BatchNorm1d,
    offsets: tuple[int, ...],
    *,
    residual: bool,
) -> tuple[torch.Tensor, PlainLayer]:
    if norm.running_mean is None or norm.running_var is None:
        raise ValueError("a normalisation without running statistics cannot be folded")
    scale = norm.weight.double() / torch.sqrt(norm.running_var.double() + norm.eps)
    if not bool((scale > 0).all()):
        raise ValueError("a normalisation has a negative weight and cannot be folded")
    constant = norm.bias.double() - norm.running_mean.double() * scale
    weight = (weight * scale[:, None, None]).permute(0, 2, 1).reshape(len(bias), -1)
    layer = PlainLayer(weight=_array(weight), bias=_array(bias * scale), offsets=offsets, residual=residual)
    return constant, layer


def _array(values: torch.Tensor) -> np.ndarray:
    return np.asarray(values.numpy(), np.float32)


@torch.no_grad()
def network_of(layers: list[PlainLayer]) -> Network:
    """A network with these layers and normalisations that change nothing, to train on. The inverse of folding.

    Raises ValueError for layers of another kind of network.
    """
    contexts = []
    for layer in layers[2:-1]:
        if len(layer.offsets) != 3 or not layer.residual:
            raise ValueError("this model has other layers than the recipe makes: train it anew")
        contexts.append((layer.offsets[0], layer.offsets[1], layer.offsets[2]))
    network = Network(Shape(width=len(layers[0].bias), contexts=tuple(contexts)))
    convs = [network.first, network.second, *(layer.conv for layer in network.layers), network.out]
    for conv, layer in zip(convs, layers, strict=True):
        inputs = conv.weight.shape[1]
        weight = torch.from_numpy(layer.weight.copy()).reshape(len(layer.bias), -1, inputs).permute(0, 2, 1)
        conv.weight.copy_(weight)
        conv.bias.copy_(torch.from_numpy(layer.bias.copy()))
    for norm in network.norms():
        norm.running_var.fill_(1.0 - norm.eps)
    return network
