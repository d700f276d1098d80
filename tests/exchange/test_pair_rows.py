"""What the checks read of other tools' pairs, and what the files themselves show to be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.exchange.coded_text import CodedText
from aligner.exchange.pair_rows import PairReading, PairRow
from aligner.exchange.read import read_pairs
from aligner.exchange.reading import GAP, PLACE, reading_of
from aligner.pipeline.check import Pair, checked_pairs
from aligner.record.errors import InputError
from aligner.record.model import Side

SAMPLES = Path(__file__).parent / "samples"
O = PLACE  # noqa: E741 - as it looks


def xliff(*units: str, languages: tuple[str, str] = ("en", "zh-CN")) -> str:
    source, target = languages
    return (
        f'<xliff version="1.2" xmlns:mq="MQXliff"><file original="a" source-language="{source}" '
        f'target-language="{target}"><body>\n' + "\n".join(units) + "\n</body></file></xliff>"
    )


def unit(source: str, target: str | None, attributes: str = "", state: str = "") -> str:
    given = f' state="{state}"' if state else ""
    text = "" if target is None else f"<target{given}>{target}</target>"
    return f'<trans-unit id="1" {attributes}><source>{source}</source>{text}</trans-unit>'


def tmx(*units: str, srclang: str = "en-US") -> str:
    return f'<tmx version="1.4"><header srclang="{srclang}"/><body>\n' + "\n".join(units) + "\n</body></tmx>"


def tu(*texts: tuple[str, str], key: str = "1") -> str:
    tuvs = "\n".join(f'<tuv xml:lang="{lang}"><seg>{text}</seg></tuv>' for lang, text in texts)
    return f'<tu tuid="{key}">{tuvs}</tu>'


def read(tmp_path: Path, content: str, name: str = "a.xlf") -> tuple[PairRow, ...]:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_pairs(path).rows


def found(row: PairRow, original: Side | None = None) -> list[tuple[str, str, str | None]]:
    """Check, severity and marked words of each finding, without a model."""
    reading = PairReading(row, original or row.original or "en")
    pair = Pair(row.id, reading.zh, reading.en, reading.original, reading.checks)
    (checked,) = checked_pairs([pair])
    marked = []
    for flag in reading.findings(checked.flags):
        side: Side = "zh" if flag.zh_span else "en"
        span = flag.span(side)
        marked.append((flag.check, flag.severity, row.text(side)[slice(*span)] if span else None))
    return marked


TEXTS: list[tuple[str, Side, str, str]] = [
    # what the file has, and what is read: tags, placeholders, entities
    ("tags", "en", "<b>Water</b> is <a href='x'>scarce</a>.", "Water is scarce."),
    ("tags of level 1", "en", "<b0>Water</b0> is scarce.<br1/>", "Water is scarce."),
    ("a break between words", "en", "The bridge is old.<br/>It is long.", "The bridge is old. It is long."),
    ("a break between Chinese words", "zh", "标题<br>正文", f"标题{GAP}正文"),
    ("a break behind a mark", "zh", "桥很老。<br/>它很长。", "桥很老。它很长。"),
    ("one tag behind another", "en", "<td>Price</td><td>30 days</td>", "Price 30 days"),
    ("tags that part words", "en", "<i>Collection</i><i>Station</i>", "Collection Station"),
    ("a tag within a word", "en", "un<b>believ</b>able", "unbelievable"),
    ("raised digits", "en", "10<sup>6</sup> cells", "10⁶ cells"),
    ("lowered digits", "en", "CO<sub>2</sub> fell", "CO2 fell"),
    ("digits that a tag parts", "en", "20<b>30</b>", "20 30"),
    ("no tag: a comparison", "en", "a <b and c> d", "a <b and c> d"),
    ("no tag: a title", "en", "the film <Titanic> was shown", "the film <Titanic> was shown"),
    ("unknown tags in pairs", "en", "<term>Water</term> is scarce.", "Water is scarce."),
    ("Phrase", "en", "treats {b>30 million<b} litres", "treats 30 million litres"),
    ("printf", "en", "%1$s of %d: %.2f%%, %lld, %@", f"{O} of {O}: {O}%%, {O}, {O}"),
    ("no printf", "en", "20% discount, 5 %, 100%s", "20% discount, 5 %, 100%s"),
    ("an address", "en", "see https://a.b/c%20d", "see https://a.b/c%20d"),
    ("names in braces", "en", "{{ name }} has {count} ${unit}", f"{O} has {O} {O}"),
    ("numbers in braces", "en", "Page {0} of {1}", f"Page {O} of {O}"),
    ("Python and Symfony", "en", "%(name)s left, %count% stay", f"{O} left, {O} stay"),
    ("Qt", "zh", "第%1页，共%2页", f"第{O}页，共{O}页"),
    ("of a document type", "en", "Close &brandShortName; or { -brand }?", f"Close {O} or {O}?"),
    ("plural", "en", "{n, plural, =1 {One file} other {# files}} left", f"{O} files left"),
    ("plural in Chinese", "zh", "剩下{n, plural, other {#个文件}}。", f"剩下{O}个文件。"),
    (
        "a kind and a number",
        "en",
        "{g, select, f {{n, plural, one {Her file}}} other {{n, plural, other {Their # files}}}}.",
        f"Their {O} files.",
    ),
    (
        "a choice that does not end",
        "en",
        "{n, plural, one {a b} other {c d}",
        "{n, plural, one {a b} other {c d}",
    ),
    ("a hash elsewhere", "en", "No. #1 of {name}", f"No. #1 of {O}"),
    ("no place: mathematics", "en", "the set {a, b} of x^{2}", "the set {a, b} of x^{2}"),
    ("entities", "en", "R&amp;D grew&nbsp;by 20&#37;", "R&D grew by 20%"),
    ("an ampersand", "en", "Q&A; AT&T", "Q&A; AT&T"),
    # the blanks of tokenisers
    ("contractions", "en", "I didn 't see it , and they do n't .", "I didn't see it, and they don't."),
    ("moses entities", "en", "I didn &apos;t see Mary &apos;s .", "I didn't see Mary's."),
    ("moses joiners", "en", "a long @-@ term plan for 12 @,@ 000", "a long-term plan for 12,000"),
    ("brackets", "en", "He ( Li ) came .", "He (Li) came."),
    ("one blank too many stays", "en", "It came, and went .", "It came, and went ."),
    ("segmented", "zh", "这座 桥 建 于 2012 年 。", "这座桥建于2012年。"),
    ("segmented without a mark", "zh", "- 我 没有 看见", "-我没有看见"),
    ("one blank in Chinese stays", "zh", "这座 桥建于2012年。", "这座 桥建于2012年。"),
    ("blanks around Latin stay", "zh", "采用 Python 3 编写。", "采用 Python 3 编写。"),
]


@pytest.mark.parametrize(("side", "text", "expected"), [t[1:] for t in TEXTS], ids=[t[0] for t in TEXTS])
def test_readings(side: Side, text: str, expected: str) -> None:
    reading = reading_of(CodedText(text), side)
    assert reading.text == expected
    assert len(reading.at) == len(reading.text)
    assert list(reading.at) == sorted(reading.at)


def test_places_lead_back_to_the_text() -> None:
    text = "<b>We</b> did n&apos;t sell 12 @,@ 000&nbsp;tons to %1$s."
    reading = reading_of(CodedText(text), "en")
    assert reading.text == f"We didn't sell 12,000 tons to {O}."
    for words, shown in (("We", "We"), ("didn't", "did n&apos;t"), ("12,000", "12 @,@ 000"), (O, "%1$s")):
        start = reading.text.index(words)
        span = reading.shown((start, start + len(words)))
        assert span is not None and text[slice(*span)] == shown


def test_numbers_in_braces_that_touch_words_are_tags(tmp_path: Path) -> None:
    (row,) = read(tmp_path, xliff(unit("The price rose by {1}5{2} percent.", "价格上涨了{1}5{2}%。")))
    reading = PairReading(row, "en")
    assert (reading.en, reading.zh) == ("The price rose by 5 percent.", "价格上涨了5%。")
    assert found(row) == []


INLINE = [
    ("a place", 'Hi <x id="I" equiv-text="{{n}}"/>, all', "Hi {{n}}, all", f"Hi {O}, all"),
    ("a place without a name", 'Hi <x id="7"/>, all', "Hi {7}, all", f"Hi {O}, all"),
    ("native text", 'Hi <ph id="1">%s</ph>, all', "Hi %s, all", f"Hi {O}, all"),
    (
        "displaytext",
        'Press <ph id="1">&lt;mq:rxt displaytext="F1" val="F1"/&gt;</ph>',
        "Press F1",
        f"Press {O}",
    ),
    ("a line break", 'is old.<x id="1" ctype="lb"/>It', "is old. It", "is old. It"),
    ("LINE_BREAK", 'Price<x id="LINE_BREAK"/>2012', "Price 2012", "Price 2012"),
    ("native break", 'litres<ph id="1">&lt;br/&gt;</ph>a day', "litres a day", "litres a day"),
    ("markup around", 'a <g id="1">long <g id="2">way</g></g>', "a long way", "a long way"),
    (
        "markup that parts words",
        '<g id="1">Collection</g><g id="2">Station</g>',
        "CollectionStation",
        "Collection Station",
    ),
    ("markup in halves", 'a <bpt id="1">{b</bpt>long<ept id="1">}</ept> way', "a long way", "a long way"),
    ("Angular", 'a <x id="START_BOLD_TEXT"/>long<x id="CLOSE_BOLD_TEXT"/> way', "a long way", "a long way"),
    (
        "tags as places",
        'a <ph id="1">&lt;b&gt;</ph>long<ph id="2">&lt;/b&gt;</ph> way',
        "a long way",
        "a long way",
    ),
    ("struck out", 'a <mrk mtype="x-sdl-deleted">very </mrk>long way', "a long way", "a long way"),
    (
        "struck out in memoQ",
        'a <mrk mtype="x-mq-tc" mq:tctype="del">very </mrk>long way',
        "a long way",
        "a long way",
    ),
    ("added", 'a <mrk mtype="x-sdl-added">very </mrk>long way', "a very long way", "a very long way"),
    (
        "a footnote",
        'a way<ph id="1">&lt;fn&gt;<sub>It is long.</sub></ph>.',
        "a way. It is long.",
        "a way. It is long.",
    ),
    ("a footnote struck out", 'a way<del><ph id="1"><sub>It is long.</sub></ph></del>.', "a way.", "a way."),
    ("two sentences", '<mrk mtype="seg">One.</mrk><mrk mtype="seg">Two.</mrk>', "One. Two.", "One. Two."),
    ("a wrapped text", "\n    a long\n    way\n", "a long way", "a long way"),
]


@pytest.mark.parametrize(("source", "shown", "read_as"), [i[1:] for i in INLINE], ids=[i[0] for i in INLINE])
def test_inline_codes(tmp_path: Path, source: str, shown: str, read_as: str) -> None:
    (row,) = read(tmp_path, xliff(unit(source, "路很长。")))
    assert row.en == shown
    assert PairReading(row, "en").en == read_as


EN, ZH = "The bridge was not built in 2012.", "这座桥不是2012年建成的。"
UNITS = [
    ("translated", unit(EN, ZH, state="final"), []),
    ("no target", unit(EN, None), [("untranslated", "neutral", None)]),
    ("an empty target", unit(EN, ""), [("untranslated", "neutral", None)]),
    ("new, copied", unit(EN, EN, state="new"), [("untranslated", "neutral", None)]),
    ("to translate, copied", unit(EN, EN, state="needs-translation"), [("untranslated", "neutral", None)]),
    (
        "to translate, drafted",
        unit(EN, ZH.replace("12", "21"), state="new"),
        [("numbers", "major", "2021年")],
    ),
    (
        "translated, copied",
        unit(EN, EN, state="translated"),
        [("untranslated", "major", EN.partition(" 2012")[0])],
    ),
    ("a name, copied", unit("BetterView 2", "BetterView 2"), []),
    ("protected", unit(EN, EN, 'translate="no"'), []),
    ("protected, empty", unit(EN, None, 'translate="no"'), []),
    ("in a protected group", f'<group translate="no">{unit(EN, EN)}</group>', []),
    ("memoQ, not started", unit(EN, "", 'mq:status="NotStarted"'), [("untranslated", "neutral", None)]),
    ("only a code", unit('<x id="1"/>', '<x id="1"/>'), []),
    ("a place lost", unit("Hi %s, it is %s.", "%s，你好。"), [("codes", "minor", "%s")]),
    ("a place added", unit("Hi, it is late.", "{name}，天色已晚。"), [("codes", "minor", "{name}")]),
    ("places in another order", unit("%1$s of %2$s", "%2$s的%1$s"), []),
    (
        "a place with another id",
        unit('Hi <x id="1" equiv-text="{n}"/>.', '你好，<x id="5" equiv-text="{ n }"/>。'),
        [],
    ),
    (
        "a place written otherwise",
        unit('Hi <x id="1" equiv-text="$0"/>.', '你好，<x id="1" equiv-text="{n}"/>。'),
        [],
    ),
    ("a place as text", unit('Hi <x id="1" equiv-text="{n}"/>.', "你好，{n}。"), []),
    (
        "fewer branches",
        unit(
            '{V, plural, =1 {One of <x id="I"/>} other {<x id="I"/> files}}',
            '{V, plural, other {<x id="I"/>个文件}}',
        ),
        [],
    ),
    ("markup lost", unit("a <g id='1'>long</g> way", "路很长"), []),
]


@pytest.mark.parametrize(("text", "expected"), [u[1:] for u in UNITS], ids=[u[0] for u in UNITS])
def test_units(tmp_path: Path, text: str, expected: list[tuple[str, str, str | None]]) -> None:
    (row,) = read(tmp_path, xliff(text))
    assert found(row) == expected


def seg(number: int, text: str) -> str:
    return f'<mrk mtype="seg" mid="{number}">{text}</mrk>'


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ("它很长。", [("1", 2, [])]),  # translated whole: one pair
        ("", [("1", 4, []), ("1", 5, [("untranslated", "neutral", None)])]),
    ],
)
def test_a_unit_translated_in_part_is_read_by_sentences(
    tmp_path: Path, second: str, expected: list[tuple[str, int, list[tuple[str, str, str | None]]]]
) -> None:
    sources = f"{seg(1, EN)}\n{seg(2, 'It is long.')}"
    text = (
        f'<trans-unit id="1"><source>{EN} It is long.</source>\n'
        f"<seg-source>\n{sources}</seg-source><target>{seg(1, ZH)}{seg(2, second)}</target></trans-unit>"
    )
    assert [(row.id, row.line, found(row)) for row in read(tmp_path, xliff(text))] == expected
    parts = "".join(
        f"<segment><source>{en}</source>{f'<target>{zh}</target>' if zh else ''}</segment>\n"
        for en, zh in ((EN, ZH), ("It is long.", second))
    )
    text = f'<file id="f"><unit id="1">{parts}</unit></file>'
    text = f'<xliff version="2.0" srcLang="en" trgLang="zh">{text}</xliff>'
    found_2 = [(row.id, found(row)) for row in read(tmp_path, text)]
    assert found_2 == [(key, flags) for key, _, flags in expected]


def test_states_of_xliff_2(tmp_path: Path) -> None:
    def segment(state: str, target: str) -> str:
        return f'<unit id="1"><segment state="{state}"><source>{EN}</source>{target}</segment></unit>'

    units = (
        segment("initial", f"<target>{EN}</target>")
        + segment("initial", "")
        + segment("final", f"<target>{ZH}</target>")
    )
    content = f'<xliff version="2.0" srcLang="en" trgLang="zh"><file id="f">{units}</file></xliff>'
    untranslated = [("untranslated", "neutral", None)]
    assert [found(row) for row in read(tmp_path, content)] == [untranslated, untranslated, []]


def test_modules_of_xliff_2_are_no_text() -> None:
    """Matches, glossary, changes, restrictions of size: of all modules, none stands in the text."""
    api, quay = read_pairs(SAMPLES / "modules.xlf").rows
    assert (api.id, api.status, found(api)) == ("u0", "protected", [])
    assert quay.en == "The quay of {city} is 300 metres long. It is old."
    reading = PairReading(quay, "en")
    assert reading.en == f"The quay of {O} is 300 metres long. It is old."
    assert reading.zh == f"码头（{O}）长300米。它很旧。"
    assert found(quay) == []


VERSIONS = [("1.1", "lang"), ("1.3", "xml:lang"), ("1.4", "xml:lang")]


@pytest.mark.parametrize(("version", "attribute"), VERSIONS)
def test_all_versions_of_tmx(tmp_path: Path, version: str, attribute: str) -> None:
    text = (SAMPLES / "codes.tmx").read_text(encoding="utf-8")
    changed = text.replace('version="1.4"', f'version="{version}"').replace("xml:lang", attribute)
    (row,) = read(tmp_path, changed, "a.tmx")
    assert (row.zh, row.en, row.original) == ("码头是新的。", "The quay is new.", "en")
    assert found(row) == []


def note(text: str) -> str:
    return f"<ph><sub>{text}</sub></ph>"


def test_every_rendering_of_a_memory_is_checked(tmp_path: Path) -> None:
    text = tmx(
        tu(
            ("en-US", "Built in 2012."),
            ("zh-TW", "建於2012年。"),
            ("zh", "建于2021年。"),
            ("zh-HK", "建於2012年。"),
        ),
        tu(("en-US", "Built in 2012."), ("en-GB", "Built in 2013."), ("zh-CN", "建于2012年。"), key="2"),
        tu(("en-US", "Built in 2012."), ("fr", "Construit en 2012."), key="3"),
        tu(("de", "Erbaut 2012."), ("en", "Built in 2012."), ("zh", "建于2012年。"), key="4"),
        tu(
            ("zh", f"建于2012年。{note('修于1921年。')}"),
            ("en", f"Built in 2012.{note('Mended in 1912.')}"),
            key="5",
        ),
    )
    path = tmp_path / "a.tmx"
    path.write_text(text, encoding="utf-8")
    pairs = read_pairs(path)
    numbers = [[check for check, *_ in found(row) if check == "numbers"] for row in pairs.rows]
    assert [(row.id, row.line, checks) for row, checks in zip(pairs.rows, numbers, strict=True)] == [
        ("1", 2, []),
        ("1", 4, ["numbers"]),
        ("2", 6, []),
        ("2", 7, ["numbers"]),
        ("4", 11, []),
        ("5", 14, ["numbers"]),
    ]
    assert [(left.line, left.why) for left in pairs.passed] == [(9, "1 unit is not in both languages")]


def test_each_file_keeps_its_direction(tmp_path: Path) -> None:
    there = unit("隧道于2015年通车，全长18公里。", "The tunnel was opened in 2015.")
    back = xliff(unit(EN, ZH), languages=("en", "zh"))
    both = back.replace("</xliff>", xliff(there, languages=("zh", "en")).partition("<file")[2])
    both = both.replace(' original="a" source-language="zh"', '<file original="b" source-language="zh"')
    rows = read(tmp_path, both)
    assert [row.original for row in rows] == ["en", "zh"]
    assert len({row.line for row in rows}) == 2


@pytest.mark.parametrize("more", ["", "2\t桥很长。\tThe bridge is long.\n"])
def test_exchanged_columns_are_told_once(tmp_path: Path, more: str) -> None:
    rows = "1\tThe bridge is long.\t桥很长。\n" * 3
    with pytest.raises(
        InputError, match=r"a\.tsv:2: the texts that should be Chinese are English.*; exchange"
    ):
        read(tmp_path, f"id\tzh\ten\n{rows}{more}", "a.tsv")
    few = "id\tzh\ten\n1\tOK\t好\n2\tAPEC\tAPEC\n3\t桥\tbridge\n4\t2012\t2012\n"
    assert len(read(tmp_path, few, "a.tsv")) == 4


def test_every_column_of_a_language_is_read(tmp_path: Path) -> None:
    table = (
        "key\ten\tzh-Hans\tzh_TW\ten-GB\tzh notes\n"
        "1\tIn 2012.\t2012年。\t2021年。\tIn 2012.\t2099\n2\tIn 2012.\t2012年。\t\tIn 2013.\t\n"
    )
    rows = read(tmp_path, table, "a.tsv")
    assert [(row.id, row.line, [check for check, *_ in found(row)]) for row in rows] == [
        ("1", 2, []),
        ("1", 2, ["numbers"]),
        ("2", 3, []),
        ("2", 3, ["numbers"]),
    ]


def test_a_table_says_nothing_of_what_is_to_come(tmp_path: Path) -> None:
    """An empty cell beside a text of an aligner is a text without a counterpart."""
    (row,) = read(tmp_path, "id\tzh\ten\n1\t\tThe bridge was built in 2012.\n", "a.tsv")
    assert [(check, severity) for check, severity, _ in found(row)] == [("missing", "major")]
