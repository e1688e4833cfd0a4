"""The two real encoders: the bundled one, and any SentenceTransformer."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from kb.errors import InputError
from kb.search.encoder import BUNDLED, Encoder, load_encoder
from kb.search.index import build_index
from kb.search.passages import Passage

_TEXTS = (
    "整治老旧小区电动车充电和外墙保温材料的火灾隐患。",
    "加强农药经营门店巡查，推广绿色防控。",
    "完善农村公路安防设施，治理事故多发路段。",
    "改造供水管网，降低漏损率。",
    "建设养老服务中心，发展居家养老。",
    "开展中小学食堂食品安全检查。",
    "推进政务服务事项网上办理。",
    "加强地质灾害监测预警。",
    "培育电子商务示范企业。",
    "保护古树名木，修复湿地。",
)
# (everyday words, number of the text, why): hardly a pair of characters in common.
_EVERYDAY = [
    ("楼外面贴的板子一点就着，归谁查", 0, "a fire hazard by what it looks like"),
    ("老人没人照顾怎么办", 4, "care of the elderly by the trouble"),
    ("山体垮塌怎么提前知道", 7, "a geological disaster by its name among people"),
    ("孩子在学校吃坏肚子", 5, "food safety by what happens without it"),
]


def test_the_bundled_encoder_finds_what_is_meant() -> None:
    encoder = load_encoder()
    index = build_index([Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)], encoder)
    found = [int(index.search(query)[0].passage.id) for query, _, _ in _EVERYDAY]
    assert found == [right for _, right, _ in _EVERYDAY]
    vectors = encoder.encode_document(list(_TEXTS[:3]))
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1, 1, 1])
    # The bytes go into a snapshot addressed by content: neither batch nor repetition may change them.
    assert np.array_equal(vectors[1:2], encoder.encode_document([_TEXTS[1]]))
    # Prefixes tell questions from passages.
    assert not np.array_equal(encoder.encode_query([_TEXTS[0]])[0], vectors[0])
    # A C string would end at NUL, and half a surrogate pair has no UTF-8.
    assert not np.array_equal(encoder.encode_query(["消防\0道路"]), encoder.encode_query(["消防"]))
    assert encoder.encode_query(["\ud800", ""]).shape == (2, encoder.dimension)
    assert encoder.encode_document([]).shape == (0, encoder.dimension)


_BUNDLED_WITHOUT_TORCH = """
import sys
from kb.search import Passage, build_index, load_encoder
index = build_index([Passage("1", "d", "1", "消防安全", 0, 4)], load_encoder())
assert index.search("火灾")
print(sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""


def test_the_bundled_encoder_loads_no_torch() -> None:
    done = subprocess.run([sys.executable, "-c", _BUNDLED_WITHOUT_TORCH], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr


@pytest.fixture(scope="module")
def model_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SentenceTransformer of one layer with random weights, and no network to ask for another."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    return _save_model(tmp_path_factory.mktemp("model"))


def _save_model(directory: Path) -> Path:
    # By name, as in the encoder: nobody else shall pay for importing these, neither tests nor the type checker.
    torch, transformers = import_module("torch"), import_module("transformers")
    sentence_transformers = import_module("sentence_transformers")
    modules = import_module("sentence_transformers.sentence_transformer.modules")
    torch.manual_seed(7)
    characters = sorted({character for text in _TEXTS for character in text})
    words = {word: n for n, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters])}
    size = {"hidden_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 64}
    bert = transformers.BertModel(transformers.BertConfig(vocab_size=len(words), **size))
    bert.save_pretrained(directory / "bert")
    transformers.BertTokenizerFast(vocab=words).save_pretrained(directory / "bert")
    parts = [modules.Transformer(str(directory / "bert")), modules.Pooling(32)]
    prompts = {"query": "问：", "document": ""}
    sentence_transformers.SentenceTransformer(modules=parts, prompts=prompts).save(str(directory / "model"))
    return directory / "model"


def test_any_sentence_transformer_serves(model_directory: Path) -> None:
    encoder: Encoder = load_encoder(str(model_directory))
    assert (encoder.dimension, encoder.version) == (32, load_encoder(str(model_directory)).version)
    vectors = encoder.encode_document(list(_TEXTS))
    assert vectors.shape == (10, 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0] * 10, abs=1e-6)
    # The model's own prompts are used.
    assert not np.allclose(encoder.encode_query([_TEXTS[0]])[0], vectors[0])
    assert encoder.encode_document([]).shape == (0, 32)
    index = build_index([Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)], encoder)
    assert index.search(_TEXTS[3], k=1)[0].passage.id == "3"


def test_a_model_that_is_not_there_is_said(model_directory: Path) -> None:
    with pytest.raises(InputError, match=f"编码器 'nobody/no-such-model' 装不进来.*{BUNDLED}"):
        load_encoder("nobody/no-such-model")
