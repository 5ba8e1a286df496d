"""Kaldi's final.mdl, written and read without Kaldi: a transition model and an nnet3 network of plain layers.

Every value is little-endian: a token is its text and a space; an int32 is 04 and four bytes, a float 04 and four, a
double 08 and eight; a vector is "FV ", its length, raw floats; a matrix is "FM ", rows, columns, raw floats by row.
The transition model has one HMM state for each unit: transition 2u + 1 stays in unit u, 2u + 2 enters it, which is
what speech/graph.py writes into the graph. After the units comes one more output: the greatest of all sounds, the
filler on which the graph's [unk] stands.
"""

import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np


class ModelFileError(ValueError):
    """The file is not a final.mdl that this module wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainLayer:
    """relu(weight @ [x at each offset] + bias), with x itself added where `residual`.

    `weight` is (outputs, offsets x inputs), the inputs of the first offset first. Offsets in frames of 10 ms.
    """

    weight: np.ndarray
    bias: np.ndarray
    offsets: tuple[int, ...]
    relu: bool = True
    residual: bool = False


def write(path: Path, layers: Sequence[PlainLayer], inputs: int) -> None:
    """Writes the model; the last layer gives a score for each unit, blank first."""
    config, components = [f"input-node name=input dim={inputs}"], []
    here = "input"

    def node(name: str, component: bytes, source: str) -> str:
        components.append((name, component))
        config.append(f"component-node name={name} component={name} input={source}")
        return name

    for number, layer in enumerate(layers):
        outputs = len(layer.bias)
        came = here
        here = node(f"l{number}.affine", _affine(layer), _appended(here, layer.offsets))
        if layer.relu:
            here = node(f"l{number}.relu", _nonlinear("RectifiedLinearComponent", outputs), here)
        if layer.residual:
            here = node(f"l{number}.sum", _no_change(outputs), f"Sum({here}, {came})")
    units = len(layers[-1].bias)
    scores = node("logsm", _nonlinear("LogSoftmaxComponent", units), here)
    config.append(f"dim-range-node name=sounds input-node={scores} dim-offset=1 dim={units - 1}")
    filler = node("filler", _greatest(units - 1), "sounds")
    config.append(f"output-node name=output input=Append({scores}, {filler}) objective=linear")
    text = "\n".join(config).encode()
    body = _token("<Nnet3>") + b"\n" + text + b"\n\n" + _token("<NumComponents>") + _int(len(components))
    for name, component in components:
        body += _token("<ComponentName>") + _token(name) + component
    body += _token("</Nnet3>") + _token("<LeftContext>") + _int(0) + _token("<RightContext>") + _int(0)
    body += _token("<Priors>") + _vector(())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\0B" + _transitions(units + 1) + body)


def read(path: Path) -> list[PlainLayer]:
    """The layers of a model written by `write` (or by the prototype of this recipe). Raises ModelFileError."""
    data = path.read_bytes()
    nodes = dict(re.findall(rb"component-node name=(\S+) component=\S+ input=([^\n]+)", data))
    found = []
    for match in re.finditer(rb"<ComponentName> (\S+) <FixedAffineComponent> <LinearParams> FM ", data):
        name = match.group(1)
        weight, at = _matrix_at(data, match.end())
        if data[at : at + 16] != b"<BiasParams> FV ":
            raise ModelFileError(f"{path}: no biases after the weights of {name.decode()}")
        bias, _ = _vector_at(data, at + 16)
        base = name.split(b".")[0]
        offsets = [int(value) for value in re.findall(rb"Offset\([^,]+, (-?\d+)\)", nodes[name])]
        before = nodes[name].split(b"(")[0] == b"Append"
        if before:
            parts = re.findall(rb"Offset\([^)]*\)|[\w.]+(?=[,)])", nodes[name][7:])
            offsets = [int(part[:-1].split(b", ")[1]) if part.startswith(b"Offset") else 0 for part in parts]
        found.append(
            PlainLayer(
                weight=weight,
                bias=bias,
                offsets=tuple(offsets or [0]),
                relu=base + b".relu" in nodes,
                residual=base + b".sum" in nodes,
            )
        )
    if not found:
        raise ModelFileError(f"{path} has no layers that this recipe knows")
    return found


def _matrix_at(data: bytes, at: int) -> tuple[np.ndarray, int]:
    rows, columns = struct.unpack_from("<xixi", data, at)
    values = np.frombuffer(data, "<f4", rows * columns, at + 10).reshape(rows, columns)
    return values, at + 10 + 4 * rows * columns


def _vector_at(data: bytes, at: int) -> tuple[np.ndarray, int]:
    (length,) = struct.unpack_from("<xi", data, at)
    return np.frombuffer(data, "<f4", length, at + 5), at + 5 + 4 * length


def _token(text: str) -> bytes:
    return text.encode() + b" "


def _int(value: int) -> bytes:
    return b"\x04" + struct.pack("<i", value)


def _float(value: float) -> bytes:
    return b"\x04" + struct.pack("<f", value)


def _double(value: float) -> bytes:
    return b"\x08" + struct.pack("<d", value)


def _ints(values: Sequence[int]) -> bytes:
    return b"\x04" + struct.pack("<i", len(values)) + np.asarray(values, "<i4").tobytes()


def _vector(values: Iterable[float] | np.ndarray) -> bytes:
    raw = np.asarray(list(values), "<f4")
    return b"FV " + _int(len(raw)) + raw.tobytes()


def _affine(layer: PlainLayer) -> bytes:
    weight = np.ascontiguousarray(layer.weight, "<f4")
    matrix = b"FM " + _int(weight.shape[0]) + _int(weight.shape[1]) + weight.tobytes()
    start, end = _token("<FixedAffineComponent>"), _token("</FixedAffineComponent>")
    return start + _token("<LinearParams>") + matrix + _token("<BiasParams>") + _vector(layer.bias) + end


def _nonlinear(kind: str, width: int) -> bytes:
    statistics = _token("<ValueAvg>") + _vector(()) + _token("<DerivAvg>") + _vector(())
    return (
        _token(f"<{kind}>") + _token("<Dim>") + _int(width) + statistics + _token("<Count>") + _double(0.0)
        + _token(f"</{kind}>")
    )  # fmt: skip


def _no_change(width: int) -> bytes:
    inside = _token("<Dim>") + _int(width) + _token("<BackpropScale>") + _float(1.0)
    return _token("<NoOpComponent>") + inside + _token("</NoOpComponent>")


def _greatest(width: int) -> bytes:
    sizes = {"InputXDim": width, "InputYDim": 1, "InputZDim": 1}
    sizes |= {
        f"Pool{axis}{what}": (width if axis == "X" else 1) for what in ("Size", "Step") for axis in "XYZ"
    }
    inside = b"".join(_token(f"<{name}>") + _int(value) for name, value in sizes.items())
    return _token("<MaxpoolingComponent>") + inside + _token("</MaxpoolingComponent>")


def _appended(source: str, offsets: Sequence[int]) -> str:
    parts = [source if offset == 0 else f"Offset({source}, {offset})" for offset in offsets]
    return parts[0] if len(parts) == 1 else f"Append({', '.join(parts)})"


def _transitions(outputs: int) -> bytes:
    half = float(np.log(0.5))
    phones = list(range(1, outputs + 1))
    topology = _ints(phones) + _ints([-1] + [0] * outputs) + _int(1) + _int(2)
    topology += _int(0) + _int(2) + _int(0) + _float(0.5) + _int(1) + _float(0.5) + _int(-1) + _int(0)
    triples = _int(outputs) + b"".join(_int(unit + 1) + _int(0) + _int(unit) for unit in range(outputs))
    start, end = _token("<TransitionModel>") + _token("<Topology>"), _token("</TransitionModel>")
    logs = _token("<LogProbs>") + _vector([0.0] + [half] * (2 * outputs)) + _token("</LogProbs>")
    return (
        start
        + topology
        + _token("</Topology>")
        + _token("<Triples>")
        + triples
        + _token("</Triples>")
        + logs
        + end
    )
