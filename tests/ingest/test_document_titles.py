"""The title of a document, or none where nothing is certain to be one."""

from __future__ import annotations

import pytest

from aligner.ingest import ingest_texts
from aligner.ingest.structure import title_of

BODY = "\n\n桥建成了，村民们很高兴，孩子们可以步行上学。\n"
ENGLISH_BODY = "\n\nThe bridge is finished, the villagers are happy, and the children can walk to school.\n"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 桥的故事" + BODY, "桥的故事"),
        ("# 橋的故事" + BODY, "橋的故事"),
        ("桥的故事" + BODY, "桥的故事"),
        ("山城日报社\n\n# 桥的故事\n\n## 一、开头" + BODY, "桥的故事"),
        ("## 一、开头" + BODY, "一、开头"),
        ("[旧址]: https://example.org/a\n\n# 桥的故事" + BODY, "桥的故事"),
        ("桥建成了，村民们很高兴，孩子们可以步行上学。" + BODY, ""),
    ],
)
def test_chinese(text: str, title: str) -> None:
    assert title_of(ingest_texts(text, "# The bridge" + ENGLISH_BODY).zh) == title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# The bridge" + ENGLISH_BODY, "The bridge"),
        ("# Interview: “We have a bridge”" + ENGLISH_BODY, "Interview: “We have a bridge”"),
        ("The story of a bridge" + ENGLISH_BODY, "The story of a bridge"),
        (
            "The bridge is finished, and the villagers, who waited for ten years, are happy." + ENGLISH_BODY,
            "",
        ),
        ("<style>\np { color: red; }\n</style>\n\n# The bridge" + ENGLISH_BODY, "The bridge"),
    ],
)
def test_english(text: str, title: str) -> None:
    assert title_of(ingest_texts("# 桥" + BODY, text).en) == title
