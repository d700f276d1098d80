"""The site of the committed records, some of whose findings a person has decided about."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.cli.publish import formats
from aligner.publish import publish
from aligner.publish.layout.findings import published
from aligner.record.decisions.decision import Verb
from aligner.record.decisions.log import append
from aligner.record.decisions.take import decide
from aligner.record.glossary import load_glossary
from aligner.record.groups import FindingGroup, grouped
from aligner.record.load import Record, find_configs, load_record
from aligner.record.model import OPEN
from tests.browser.workbench import FORUM, copied
from tests.helpers.site import SETTINGS

REVIEWER = "Wang Min"
PRINTED, PROPOSED = "绿色新质生产力", "绿色经济"
"""What the forum's report has in z6, and what the reviewer would have."""


def open_findings(record: Record) -> tuple[FindingGroup, ...]:
    """What readers are shown, in the order of the passages."""
    shown = published(record).alignment
    return grouped((flag for flag in shown.flags if flag.state in OPEN), shown.original)


def settle(folder: Path, verb: Verb, finding: FindingGroup) -> None:
    """Decide about a finding of the record in a folder, with all its reasons."""
    resolved = load_record_of(folder).resolved
    flags = finding.flags
    append(folder, [decide(resolved, verb, by=REVIEWER, flag=flag, reason="checked") for flag in flags])


def load_record_of(folder: Path) -> Record:
    """The record in a folder."""
    return next(load_record(config) for config in find_configs(folder.parent) if config.folder == folder)


def publish_seeds(seeds: Path, out: Path) -> Path:
    """Build the site of a folder of records, with all downloads; its address is not known."""
    publish(
        find_configs(seeds),
        out,
        glossary=load_glossary(seeds / "glossary.yml"),
        formats=formats(),
        settings=SETTINGS,
        work=seeds.parent / "work",
        docs=seeds.parent / "docs",
        project=seeds.parent,
    )
    return out


def real_site(factory: pytest.TempPathFactory) -> Path:
    """The site of both records. In the forum, z6 has a confirmed finding and a proposal of other words."""
    base = factory.getbasetemp() / "real"
    if not (base / "site").exists():
        seeds = copied(base, FORUM, "qinghai-tibet-2023")
        record = load_record_of(seeds / FORUM)
        z6 = record.alignment.segments["z6"]
        settle(seeds / FORUM, "confirm", next(f for f in open_findings(record) if f.flag.zh == ("z6",)))
        after = z6.text.replace(PRINTED, PROPOSED)
        edit = decide(record.resolved, "edit", by=REVIEWER, zh=["z6"], after=after, reason="not in the talk")
        append(seeds / FORUM, [edit])
        publish_seeds(seeds, base / "site")
    return base / "site"
