"""One record from its files to its alignment: ingest, encode, match, check.

Pure: everything comes in as arguments, nothing is written, and what comes out can be pickled; any engine
can run many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from aligner.checks import CHECKS, CHECKS_VERSION
from aligner.ingest import INGEST_VERSION, Ingested, ingest
from aligner.language.shadow import shadow_document
from aligner.language.tables import using
from aligner.match import match
from aligner.pipeline.check import Remembered, as_shown, check_alignment
from aligner.pipeline.freshness import Job, inputs_hash
from aligner.record.config import RecordConfig
from aligner.record.decisions.cuts import uncut
from aligner.record.decisions.decision import Decision
from aligner.record.decisions.log import load as load_decisions
from aligner.record.decisions.resolve import binding, resolve
from aligner.record.encoding import Encoder, Progress, unload
from aligner.record.errors import ConfigError
from aligner.record.glossary import Glossary, load_glossary
from aligner.record.identity import carry_ids
from aligner.record.model import NO_PINS, SIDES, Alignment, Mode, Pins, Side
from aligner.record.readings import PassageReading, load_readings
from aligner.record.version import __version__


def run(job: Job, encoder: Encoder, *, last: bool = False, progress: Progress | None = None) -> Alignment:
    """Align one record. Errors are `AlignerError`; nothing is written. `last`: whether nothing else will be
    encoded afterwards."""
    _known_checks(job.config)
    inputs = inputs_hash(job)  # before anything is read: what changes meanwhile makes the result out of date
    with using(job.words):
        ingested = ingest(job.config)
        decisions = load_decisions(job.config.folder)
        if job.previous is not None:
            ingested = replace(
                ingested,
                zh=carry_ids(uncut(job.previous.zh, decisions), ingested.zh, "z"),
                en=carry_ids(uncut(job.previous.en, decisions), ingested.en, "e"),
            )
        glossary = load_glossary(job.glossary) if job.glossary is not None else Glossary()
        return align_documents(
            ingested,
            encoder,
            record=job.config.id,
            original=job.config.original,
            mode=job.config.kind,
            glossary=glossary,
            checks_off=job.config.checks_off,
            decisions=binding(decisions, as_printed=job.config.as_printed),
            readings=load_readings(job.config.folder),
            inputs=inputs,
            last=last,
            progress=progress,
        )


def align_documents(
    ingested: Ingested,
    encoder: Encoder,
    *,
    record: str = "",
    original: Side = "en",
    mode: Mode = "auto",
    glossary: Glossary | None = None,
    checks_off: Iterable[str] = (),
    decisions: Iterable[Decision] = (),
    readings: Sequence[PassageReading] = (),
    inputs: str = "",
    pins: Pins = NO_PINS,
    last: bool = False,
    progress: Progress | None = None,
) -> Alignment:
    """Match two documents and check what was matched.

    Links that people settled, and those of `pins`, are kept as they are and bind the others; texts that
    people edited are read as edited, and the segments say so (`Segment.edited`). `last`: whether nothing else
    will be encoded, so that the encoder need not stay in memory while the checks run.
    """
    below, encoder = encoder, Remembered(encoder)
    decisions = tuple(decisions)
    bare = Alignment(record, "", original, ingested.zh, ingested.en, furniture=ingested.furniture)
    settled = resolve(bare, decisions)
    zh, en = (shadow_document(as_shown(settled.alignment.side(side))) for side in SIDES)
    bound = Pins((*pins.joined, *settled.pins.joined), pins.apart | settled.pins.apart)
    matching = match(zh, en, encoder, mode=mode, pins=bound, progress=progress)
    if last:
        unload(below)
    parts = [
        matching.signature,
        f"norm:{INGEST_VERSION}",
        f"checks:{CHECKS_VERSION}",
        f"aligner:{__version__}",
    ]
    alignment = replace(
        settled.alignment,
        signature="|".join([*parts, f"in:{inputs}"] if inputs else parts),
        links=matching.links,
        flags=(),
        absent={s.id: matching.absent[s.id] for s in (*zh, *en) if s.id in matching.absent},
    )
    standing = resolve(alignment, decisions).alignment
    return replace(
        alignment,
        flags=check_alignment(
            standing,
            encoder,
            kind=matching.mode,
            glossary=glossary or Glossary(),
            checks_off=checks_off,
            readings=readings,
        ),
    )


def _known_checks(config: RecordConfig) -> None:
    for name in config.checks_off:
        if name not in CHECKS:
            raise ConfigError(
                f"there is no check '{name}'", file=config.path, mend=f"known checks: {', '.join(CHECKS)}"
            )
