"""final.mdl, written and read again."""

from pathlib import Path

import numpy as np
import pytest

from speech.training.kaldi import ModelFileError, PlainLayer, read, write

SHIPPED = Path(__file__).parents[3] / "speech" / "model" / "am" / "final.mdl"


def layer(
    outputs: int, inputs: int, offsets: tuple[int, ...], *, relu: bool = True, residual: bool = False
) -> PlainLayer:
    chance = np.random.default_rng(outputs * len(offsets))
    return PlainLayer(
        weight=chance.normal(size=(outputs, inputs * len(offsets))).astype(np.float32),
        bias=chance.normal(size=outputs).astype(np.float32),
        offsets=offsets,
        relu=relu,
        residual=residual,
    )


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    layers = [
        layer(16, 32, (-2, -1, 0, 1, 2)),
        layer(16, 16, (-12, -6, 0), residual=True),
        layer(28, 16, (0,), relu=False),
    ]
    write(tmp_path / "am" / "final.mdl", layers, 32)
    found = read(tmp_path / "am" / "final.mdl")
    assert [(one.offsets, one.relu, one.residual) for one in found] == [
        (one.offsets, one.relu, one.residual) for one in layers
    ]
    for one, two in zip(found, layers, strict=True):
        assert np.array_equal(one.weight, two.weight)
        assert np.array_equal(one.bias, two.bias)


def test_the_shipped_model_can_be_trained_on(tmp_path: Path) -> None:
    found = read(SHIPPED)
    assert found[0].weight.shape[1] == 5 * 32
    assert found[-1].bias.shape == (28,)
    assert all(one.residual for one in found[2:-1])
    write(tmp_path / "final.mdl", found, 32)
    assert (tmp_path / "final.mdl").stat().st_size == pytest.approx(SHIPPED.stat().st_size, abs=4096)


def test_another_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "final.mdl").write_bytes(b"\0Bsomething else")
    with pytest.raises(ModelFileError):
        read(tmp_path / "final.mdl")
