"""Family and given names in both languages and scripts."""

from __future__ import annotations

import pytest

from aligner.language.names.parts import person_name


@pytest.mark.parametrize(
    ("zh", "en", "parts", "plain"),
    [
        ("聂晓伟", "Nie Xiaowei", "聂+晓伟 Nie+Xiaowei", "聂晓伟 Nie Xiaowei"),
        ("聂晓伟", "Xiaowei NIE", "聂+晓伟 Nie+Xiaowei", "聂晓伟 Xiaowei Nie"),
        ("聂晓伟", "NIE, Xiaowei", "聂+晓伟 Nie+Xiaowei", "聂晓伟 Xiaowei Nie"),
        ("蓝伟光博士", "Dr Lan Weiguang", "蓝+伟光 Lan+Weiguang", "蓝伟光 Lan Weiguang"),
        ("藍偉光博士", "Dr. LAN Weiguang", "藍+偉光 Lan+Weiguang", "藍偉光 Lan Weiguang"),
        ("杨洋", "Yang Yang", "杨+洋 Yang+Yang", "杨洋 Yang Yang"),
        ("劉德華", "Andy Lau", "劉+德華 Lau+Andy", "劉德華 Andy Lau"),
        ("陈冯富珍", "Margaret Chan", "陈+冯富珍 Chan+Margaret", "陈冯富珍 Margaret Chan"),
        ("歐陽修", "Ouyang Xiu", "歐陽+修 Ouyang+Xiu", "歐陽修 Ouyang Xiu"),
        ("司马迁", "Sima Qian", "司马+迁 Sima+Qian", "司马迁 Sima Qian"),
        ("里德女士", "Ms Reed", "里德 Reed", "里德 Reed"),
        ("王教授", "Professor Wang", "王教授 Wang", "王教授 Wang"),
        ("约翰·史密斯", "John Smith", "约翰·史密斯 Smith+John", "约翰·史密斯 John Smith"),
        ("约翰逊", "Boris Johnson", "约翰逊 Johnson+Boris", "约翰逊 Boris Johnson"),
    ],
)
def test_names_are_divided(zh: str, en: str, parts: str, plain: str) -> None:
    names = person_name(zh, en)
    assert " ".join("+".join(filter(None, (name.family, name.given))) for name in names) == parts
    assert " ".join(name.plain for name in names) == plain


def test_a_family_name_that_somebody_gave() -> None:
    zh, en = person_name("乌尔苏拉·冯德莱恩", "Ursula von der Leyen", ("冯德莱恩", "von der Leyen"))
    assert (zh.family, zh.given, en.family, en.given) == ("冯德莱恩", "乌尔苏拉", "von der Leyen", "Ursula")
    assert (zh.plain, en.plain) == ("乌尔苏拉·冯德莱恩", "Ursula von der Leyen")
