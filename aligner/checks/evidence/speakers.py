"""Which passages are given as what a speaker said."""

from __future__ import annotations

from aligner.checks.context import STATEMENTS, Context, per_context
from aligner.language.reported_speech import cue_pattern, said
from aligner.record.model import Segment


def pledges(context: Context, segment: Segment) -> bool:
    """Whether a passage promises something in the name of a body that the glossary knows, or says what a body
    or a person of the glossary achieved."""
    side = context.side(segment)
    for hit in context.reading(segment).terms:
        after = segment.text[hit.span[1] :].lstrip()
        if hit.term.kind == "organisation" and cue_pattern("pledged", side).match(after):
            return True
        if hit.term.kind in ("organisation", "name") and cue_pattern("achieved", side).search(after):
            return True
    return False


@per_context()
def voiced(context: Context) -> dict[str, bool]:
    """For every passage of a summary whether it is given as what a speaker said, by its id.

    That is: it says so itself, or it is linked to what was said, or it stands between two such passages of
    its section. The other passages are the reporter's own.
    """
    side = context.target
    segments = [s for s in context.document(side) if s.kind in STATEMENTS]
    result = {s.id: context.linked(s) or said(s.text, side) is not None for s in segments}
    sure = [place for place, segment in enumerate(segments) if result[segment.id]]
    for place, segment in enumerate(segments):
        before = max((n for n in sure if n < place), default=None)
        after = min((n for n in sure if n > place), default=None)
        if before is not None and after is not None:
            result[segment.id] |= segments[before].section == segment.section == segments[after].section
    return result
