"""A translator's day, of a translation and of a printed report: what is flagged goes out as XLIFF, another
tool's library changes it, and the result stands in the workbench and on the site.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from translate.storage.xliff import xlifffile

from aligner.cli.main import main
from aligner.record.decisions.log import load
from aligner.record.load import Record, find_configs, load_record
from tests.browser.workbench import opened, running

ID = "harbour"
MISSING = "Divers inspect the foundations of the old bridge every spring."
TRANSLATED = "每年春天，潜水员检查老桥的桥基。"
WRONG, RIGHT = "该项目耗资30亿元。", "该项目耗资80亿元。"
DOUBTED = "工程历时7年。"
REMARK = "Ask the office which is right."
PAIRS = (
    ("新码头由地区银行出资。", "The new quay is paid for by the regional bank."),
    (WRONG, "The project costs 8 billion yuan."),
    ("渔民将得到补偿。", "Fishermen will be compensated."),
    ("", MISSING),
    ("湿地面积不会减少。", "The area of wetland will not shrink."),
    (DOUBTED, "The works take 5 years."),
    ("老灯塔将改为博物馆。", "The old lighthouse will become a museum."),
)


@pytest.fixture(params=["translation", "summary"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> Path:
    """The project's folder, with the record aligned."""
    monkeypatch.chdir(tmp_path)
    for number, name in enumerate(("zh.txt", "en.txt")):
        text = "\n\n".join(pair[number] for pair in PAIRS if pair[number])
        Path(name).write_text(text + "\n", encoding="utf-8")
    names = ["--title-zh", "港口", "--title-en", "Harbour", "--kind", kind]
    assert main(["new", ID, "--zh", "zh.txt", "--en", "en.txt", *names]) == 0
    config = Path("seeds", ID, "record.yml")
    config.write_text(config.read_text(encoding="utf-8") + "profile: thorough\n", encoding="utf-8")
    assert main(["update"]) == 0
    return tmp_path


def record() -> Record:
    (config,) = find_configs(Path("seeds"))
    return load_record(config)


def exported(*options: str) -> xlifffile:
    assert main(["export", ID, "--format", "xliff", "--flagged", *options, "-o", "out.xlf"]) == 0
    return xlifffile.parsefile("out.xlf")


def notes(file: xlifffile, source: str) -> str:
    return "\n".join(unit.getnotes() for unit in file.units if source in str(unit.source))


def targets(file: xlifffile) -> list[str]:
    return [str(unit.target or "") for unit in file.units]


def imported(file: xlifffile, capsys: pytest.CaptureFixture[str]) -> str:
    """What the program says of the file as the tool saved it."""
    file.savefile("back.xlf")
    capsys.readouterr()
    assert main(["import", "back.xlf", "--as", "李译"]) == 0
    return capsys.readouterr().err


def change(file: xlifffile, texts: dict[str, str]) -> None:
    for unit in file.units:
        text = texts.get(str(unit.target or "")) or texts.get(str(unit.source))
        if text:
            unit.target = text
            unit.set_state_n(unit.S_TRANSLATED)
        if str(unit.target) == DOUBTED:
            unit.addnote(REMARK, origin="translator")


def test_a_translators_day(
    place: Path, kind: str, browser: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = kind == "summary"
    grave, slight = exported("--severity", "major..critical"), exported("--severity", "neutral..minor")
    file = exported()
    assert {WRONG, DOUBTED} <= {*targets(grave)} <= {*targets(file)}
    assert {WRONG, DOUBTED}.isdisjoint(targets(slight))
    missing = [unit for unit in file.units if str(unit.source) == MISSING]
    if printed:  # nobody is asked to translate what a report leaves out: a note says so
        assert missing == [] and "Omission" in notes(file, "Fishermen")
    else:
        assert [str(unit.target or "") for unit in missing] == [""]
    change(file, {WRONG: RIGHT, MISSING: TRANSLATED})
    said = imported(file, capsys)
    assert ("1 proposal" if printed else "2 edits") in said and "1 comment" in said
    assert ("still in print" if printed else "resolved") in said

    now = record()
    (passage,) = (s for s in now.alignment.zh if s.text == WRONG)
    assert (passage.shown, passage.wording) == (WRONG if printed else RIGHT, RIGHT)
    number = [f for f in now.alignment.flags if f.zh == (passage.id,) and f.check == "numbers"]
    assert {f.state for f in number} == ({"issue"} if printed else {"resolved"})
    inserted = [s for s in now.alignment.zh if TRANSLATED in s.shown]
    assert len(inserted) == (0 if printed else 1)
    in_the_workbench(browser, place, passage.id, printed=printed)
    on_the_site(browser, place, passage.id, printed=printed)

    count = len(load(place / "seeds" / ID))
    imported(file, capsys)
    assert len(load(place / "seeds" / ID)) == count, "the same file once more"
    assert main(["update", "--force"]) == 0
    again = record()
    assert again.alignment.segments[passage.id].wording == RIGHT
    assert [e for e in again.resolved.stale if e.decision.by != "aligner"] == []
    number = [f for f in again.alignment.flags if f.zh == (passage.id,) and f.check == "numbers"]
    assert any(f.state == "issue" for f in number) is printed


def in_the_workbench(browser: Browser, place: Path, key: str, *, printed: bool) -> None:
    with running(place / "seeds") as address, opened(browser, f"{address}/records/{ID}") as page:
        row = page.locator(f"#{key}")
        expect(row.locator("ins")).to_have_text(RIGHT)
        if printed:
            expect(row.locator(".text")).to_have_text(WRONG)
            expect(row.locator(".chip.flag").first).to_contain_text("edited here, not in print")
        else:
            expect(row.locator("del")).to_have_text(WRONG)
        expect(page.get_by_text("1 comment").first).to_be_visible()


def on_the_site(browser: Browser, place: Path, key: str, *, printed: bool) -> None:
    assert main(["publish", "--out", "site"]) == 0
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((place / "site" / "records" / ID / "index.html").as_uri())
    read = "e => { const copy = e.cloneNode(true); for (const s of copy.querySelectorAll('sup')) s.remove();"
    said = page.locator(f"#{key}").first.evaluate(read + " return copy.textContent; }")
    assert (WRONG if printed else RIGHT) in said
    text = page.locator("body").inner_html()
    assert WRONG in text and RIGHT in text, "whatever is shown, the other is one click away"
    assert ("Proposed wording, not in print" in text) is printed
    context.close()
