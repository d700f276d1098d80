"""The checks there are, and running them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import inf

from aligner.checks import (
    attribution,
    bodies,
    claims,
    consistency,
    coverage,
    fused,
    missing,
    names,
    numbers,
    opposites,
    polarity,
    purpose,
    shape,
    terms,
    typography,
    untranslated,
)
from aligner.checks.context import ADDITION, OMISSION, Context
from aligner.record.model import SEVERITIES, Flag, Message, Severity

__all__ = ["CHECKS", "Check", "run_checks", "scores"]


@dataclass(frozen=True, slots=True)
class Check:
    """One family of divergences."""

    name: str
    """As in ``checks: {numbers: off}`` of a record.yml."""
    findings: tuple[tuple[str, str], ...]
    """The pairs of ITS type and MQM path it may give, the usual one first."""
    severity: Severity
    """What most of its findings weigh."""
    description: Message
    """One line on what it finds."""
    find: Callable[[Context], Iterator[Flag]]
    measure: Callable[[Context], Mapping[str, float]] | None = None
    """How likely there is a divergence of each type, 0 to 1, flagged or not; None: the flags say it all."""
    note: bool = False
    """Whether it notes how a text is set rather than what it says: its flags are listed after all others."""

    @property
    def type(self) -> str:
        """The usual ITS 2.0 type."""
        return self.findings[0][0]

    @property
    def mqm(self) -> str:
        """The usual MQM 2.0 path."""
        return self.findings[0][1]


_ALL = (
    Check(
        name="missing",
        findings=((OMISSION, "accuracy/omission"), (ADDITION, "accuracy/addition")),
        severity="major",
        description=Message(
            en="Passages of one side that have no counterpart on the other", zh="一方有、另一方没有的整段内容"
        ),
        find=missing.check,
    ),
    Check(
        name="coverage",
        findings=((OMISSION, "accuracy/omission"), (ADDITION, "accuracy/addition")),
        severity="minor",
        description=Message(
            en="Clauses and phrases inside a linked passage that the other side does not convey",
            zh="对应段落中一方有、另一方没有表达的分句或词语",
        ),
        find=coverage.check,
        measure=coverage.measure,
    ),
    Check(
        name="claims",
        findings=((ADDITION, "accuracy/addition"),),
        severity="major",
        description=Message(
            en="Clauses of a summary that the speaker did not say: a reason, a consequence, a prospect added",
            zh="综述中讲话人没有说过的分句：添加的理由、结果或前景",
        ),
        find=claims.check,
    ),
    Check(
        name="numbers",
        findings=(("numbers", numbers.NUMBER), ("numbers", numbers.DATE)),
        severity="major",
        description=Message(
            en="Numbers, percentages and dates that differ, compared by value",
            zh="数值不一致的数字、百分比和日期",
        ),
        find=numbers.check,
    ),
    Check(
        name="untranslated",
        findings=((untranslated.TYPE, untranslated.MQM),),
        severity="major",
        description=Message(
            en="Chinese left in the English, English left in the Chinese",
            zh="英文中遗留的中文、中文中遗留的英文",
        ),
        find=untranslated.check,
    ),
    Check(
        name="terms",
        findings=((terms.TYPE, terms.MQM),),
        severity="minor",
        description=Message(
            en="Terms and names that are not rendered as the glossary says", zh="未按词汇表翻译的术语和名称"
        ),
        find=terms.check,
    ),
    Check(
        name="names",
        findings=((names.TYPE, names.MQM),),
        severity="major",
        description=Message(
            en="Persons, places and bodies that another name stands for",
            zh="被译成另一个名称的人名、地名和机构名",
        ),
        find=names.check,
        measure=lambda context: {names.TYPE: names.doubt(context)},
    ),
    Check(
        name="bodies",
        findings=((bodies.TYPE, bodies.MQM),),
        severity="major",
        description=Message(
            en="Named bodies, funds and companies that a summary drops while it keeps what is said of them",
            zh="综述保留了说法，却略去了其中的机构、基金或企业名称",
        ),
        find=bodies.check,
    ),
    Check(
        name="attribution",
        findings=((attribution.TYPE, attribution.MQM),),
        severity="major",
        description=Message(
            en="Words given to somebody who did not say them so: a question's, a quotation's",
            zh="归在讲话人名下却并非其原话的内容：提问的话、与原话不符的引语",
        ),
        find=attribution.check,
    ),
    Check(
        name="polarity",
        findings=((polarity.TYPE, polarity.MQM),),
        severity="major",
        description=Message(
            en="Denials that the other side does not make, and must against may",
            zh="一方否定而另一方肯定，“必须”与“可能”相左",
        ),
        find=polarity.check,
        measure=lambda context: {polarity.TYPE: polarity.doubt(context)},
    ),
    Check(
        name="opposites",
        findings=((opposites.TYPE, opposites.MQM),),
        severity="major",
        description=Message(
            en="Words that became their opposite: open for shut, fewer for more",
            zh="意思相反的词语，如“开”译成“关”",
        ),
        find=opposites.check,
    ),
    Check(
        name="purpose",
        findings=((purpose.TYPE, purpose.MQM),),
        severity="major",
        description=Message(
            en="What a summary says is done, or what for, where the original says something near it",
            zh="综述所说的做法或目的与原话相近而不同，如“保护”写成“开发”",
        ),
        find=purpose.check,
    ),
    Check(
        name="fused",
        findings=((fused.TYPE, fused.MQM),),
        severity="major",
        description=Message(
            en="A list of a summary that joins what the original says in two statements",
            zh="综述把原文分开说的两件事并列成一件",
        ),
        find=fused.check,
    ),
    Check(
        name="consistency",
        findings=((consistency.TYPE, consistency.MQM),),
        severity="neutral",
        description=Message(
            en="One name or term rendered in two ways within a record", zh="同一记录内同一名称或术语译法不一"
        ),
        find=consistency.check,
    ),
    Check(
        name="typography",
        findings=(typography.MARKS, typography.BLANK),
        severity="neutral",
        description=Message(
            en="Notes on setting: marks of the wrong width, without their partner, blanks",
            zh="排版备注：标点全半角、不成对的标点、多余空格",
        ),
        find=typography.check,
        note=True,
    ),
    Check(
        name="shape",
        findings=(shape.LENGTH, shape.TWICE),
        severity="neutral",
        description=Message(
            en="Notes on passages of odd length beside their counterpart, and on repetitions",
            zh="备注：篇幅明显异常的对应段落、连续重复",
        ),
        find=shape.check,
        note=True,
    ),
)
GENERAL = ("claims", "coverage", "missing")
"""What says only that words have no counterpart, the surest first."""
CHECKS: dict[str, Check] = {check.name: check for check in _ALL}
"""Every check by its name, in the order in which they run."""


def run_checks(context: Context, *, enabled: Collection[str] | None = None) -> tuple[Flag, ...]:
    """All flags of a record, in the order of the Chinese side, then the English, then by check; notes on form
    last.

    ``enabled`` names the checks to run, all by default; ValueError for a name that is no check.
    Ids are ``f1``, ``f2`` … in that order.
    """
    names = set(CHECKS) if enabled is None else set(enabled)
    unknown = sorted(names - set(CHECKS))
    if unknown:
        raise ValueError(f"no check is named {', '.join(unknown)}; there are {', '.join(CHECKS)}")
    flags = [
        replace(flag, check=check.name)
        for check in CHECKS.values()
        if check.name in names
        for flag in check.find(context)
    ]
    flags = [flag for flag in flags if not _told(flag, flags)]
    flags.sort(key=lambda flag: _place(context, flag))
    return tuple(replace(flag, id=f"f{number}") for number, flag in enumerate(flags, 1))


def _told(flag: Flag, flags: Iterable[Flag]) -> bool:
    """Whether a check that knows more says the same of what `coverage`, `claims` or `missing` flags."""
    if flag.check not in GENERAL:
        return False
    for other in flags:
        if other.check in GENERAL[GENERAL.index(flag.check) :] or CHECKS[other.check].note:
            continue
        if (
            flag.check == "missing"
            and {*flag.zh, *flag.en} <= {*other.zh, *other.en}
            and other.zh
            and other.en
        ):
            return True  # the other says what it has to do with a passage of the other side
        if flag.check == "claims" and SEVERITIES.index(other.severity) < SEVERITIES.index(flag.severity):
            continue
        for mine, theirs, ids, others in (
            (flag.zh_span, other.zh_span, flag.zh, other.zh),
            (flag.en_span, other.en_span, flag.en, other.en),
        ):
            if mine and theirs and set(ids) & set(others):
                shared = min(mine[1], theirs[1]) - max(mine[0], theirs[0])
                if shared > 0 and (flag.check == "claims" or 2 * shared >= mine[1] - mine[0]):
                    return True
    return False


def scores(context: Context, flags: Iterable[Flag] | None = None) -> dict[str, float]:
    """For every type of divergence how likely there is one in the record, 0 to 1, also where nothing is
    flagged; `flags`: those of `run_checks`, if it has run already."""
    found = {kind: 0.0 for check in CHECKS.values() for kind, _ in check.findings}
    for flag in run_checks(context) if flags is None else flags:
        found[flag.type] = max(found[flag.type], flag.score)
    for check in CHECKS.values():
        for kind, score in (check.measure(context) if check.measure else {}).items():
            found[kind] = max(found[kind], score)
    return found


def _place(context: Context, flag: Flag) -> tuple[bool, float, float, str, tuple[int, int], tuple[int, int]]:
    """Where a flag stands in the reading order; one without Chinese comes after those that have some."""
    zh = min((context.zh.position[i] for i in flag.zh), default=inf)
    en = min((context.en.position[i] for i in flag.en), default=inf)
    note = CHECKS[flag.check].note
    return note, zh, en, flag.check, flag.zh_span or (0, 0), flag.en_span or (0, 0)
