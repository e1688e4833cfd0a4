"""Whatever the text, the check ends without an error and quotes verbatim."""

from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from kb.audit import check_plan
from tests.audit.samples import parsed
from tests.audit.test_mutations import CLEAN

# Pieces of a plan, cut where the grammar of statements, figures and dates is easily broken.
_PIECES = st.sampled_from(
    [
        *CLEAN.splitlines(keepends=True),
        *[f"{piece}、" for piece in CLEAN.split("、")],
        "（责任单位：",
        "牵头",
        "其中，",
        "由0下降到0，下降了0%",
        "2021年、2025年底前",
        "(",
        "）",
        "“",
        "《",
        "\n\n",
        "12.",
        "一、",
    ]  # fmt: skip
)


@hypothesis_settings(max_examples=60)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_any_text(text: str) -> None:
    document = parsed(text)
    for finding in check_plan(document, ()):
        for span in (finding.span, *(place.span for place in finding.related)):
            assert document.text[span.start : span.end] == span.quote != ""
