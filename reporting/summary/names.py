"""Finds names of persons that stand in a text as names do, without saying that they are names.

Capital letters tell in Latin and Cyrillic; frequent given names, words that lead to a name (“my
neighbour …”) and Chinese family names before a verb of saying tell everywhere. What is found is
looked at by a person, so it may be wrong; but places, months and organizations are left out, or
nobody would look any more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import regex
from babel import Locale
from django.conf import settings
from django.utils import translation

_LISTS: dict[str, list[str]] = {
    name: " ".join(lines).split()
    for name, lines in json.loads(
        Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    ).items()
}
"""Given names that are frequent and are no other words; words with capitals that name no person;
words after which a capital begins a place or a body. Of our own compiling."""

_FAMILY = "王李张刘陈杨黄赵吴徐孙朱郭罗郑梁谢宋许邓冯曹彭曾萧蔡潘袁蒋余魏薛阎侯"
"""Chinese family names that seldom begin another word."""

_COMPOUND_FAMILY = "欧阳|诸葛|司马|司徒|上官|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|轩辕"
_NO_FAMILY = (
    "谢谢|许多|许可|许久|许愿|黄色|黄金|黄河|黄昏|黄土|黄种|陈述|陈列|陈旧|张开|张贴|张口|罗列|余下|余额|曾经|曾有"
    "|曾在|杨树|王国|王子|朱红|徐徐|孙子|孙女|宋体|郭外|梁上|石头"
)
"""Words that begin as a family name does."""

_SAID = "说|讲|告诉|认为|觉得|提出|表示|建议|问|家"
_DID = f"{_SAID}|打|骂|偷|抢|骗|欠|帮|拿|收了|被|把"
_OFFICES = "村长|镇长|县长|主任|书记|校长|老师|医生|经理|队长"
_ENDS = r"[，。,.！!？?、；;：:\s]|$"
_OUR_PEOPLE = (
    r"(?:my|our|his|her|their)\s+(?:neighbou?r|friend|brother|sister|son|daughter|wife"
    r"|husband|cousin|uncle|aunt|teacher|boss|colleague|(?:grand)?mother|(?:grand)?father)"
)
_CUES = (
    rf"{_OUR_PEOPLE}|called|named|known\s+as"
    r"|(?:name|nom|prénom|nombre|apellidos?|имя|фамилия|фио)\s?:|je\s+suis|soy"
    r"|s['’]appel(?:le|ait|lent)"
    r"|(?:mon|ma|notre|son|sa)\s+(?:voisine?|amie?|frère|sœur|soeur|fils|fille|femme"
    r"|mari|cousine?|oncle|tante|collègue|mère|père|professeur|maîtresse|patronn?e?)"
    r"|nommée?|appelée?|prénommée?"
    r"|(?:mi|nuestr[oa]|su)\s+(?:vecin[oa]|amig[oa]|herman[oa]|hij[oa]|espos[oa]|marido"
    r"|mujer|prim[oa]|t[ií][oa]|colega|madre|padre|abuel[oa]|maestr[oa]|profesora?|jef[ea])"
    r"|llamad[oa]|de\s+nombre|se\s+llama"
    r"|(?:мо[йяю]|наш[ау]?|его|её)\s+(?:друг|подруга|брат|сестра|сын|дочь|дочка|жена|муж"
    r"|коллега|мама|отец|бабушка|дедушка|учитель(?:ница)?|начальни(?:к|ца))"
    r"|учител(?:[ьяюе]|ем|ьниц[аыуе])|врач(?:а|у|ом)?|фельдшер|воспитатель(?:ница)?|тренер"
    r"|по\s+имени|по\s+фамилии|сосед(?:ка)?|зовут|дядя|т[её]тя|баба|дед"
)
"""Words that lead to a name, in the languages with capitals."""
_WORD = r"\p{Lu}[\p{Ll}\p{M}]+(?:[-’']\p{Lu}?[\p{Ll}\p{M}]+)*"
_MORE = rf"(?:[ \u00a0](?:(?:de la|del|de|da|dos|van|von|bin|ibn|el|al|ben|ould) )?{_WORD}){{0,3}}"
_CHINESE = (
    rf"(?:他|她|人|位|个|個|字|名)叫(?P<name>[{_FAMILY}]\p{{Han}}{{1,2}}?)(?!\p{{Han}})",
    rf"(?<!\p{{Han}})(?P<name>(?!{_NO_FAMILY})[{_FAMILY}]\p{{Han}}{{1,2}}?)(?={_DID})",
    rf"(?P<name>[老小阿][{_FAMILY}])(?={_SAID}|[，。,.\s]|$)",
    rf"我是(?P<name>(?!{_NO_FAMILY})[{_FAMILY}]\p{{Han}}{{1,2}}?)(?={_ENDS})",
    rf"(?:{_OFFICES})(?P<name>(?!{_NO_FAMILY})[{_FAMILY}]\p{{Han}}{{1,2}}?)(?={_DID}|{_ENDS}|[不没也很给])",
    rf"(?P<name>(?:{_COMPOUND_FAMILY})\p{{Han}}(?:\p{{Han}}(?={_DID}|{_ENDS}))?)",
)
_ARABIC_CUES = "اسمه|اسمها|يدعى|تدعى|المدعو|المدعوة"
_INITIALS = (
    r"(?<![\p{L}.])(?P<name>(?:\p{Lu}\.\s?){1,2}\p{Lu}[\p{Ll}\p{M}]{2,})",
    r"(?<!\p{L})(?P<name>\p{Script=Cyrillic}[\p{Ll}]{2,}\s\p{Lu}\.\s?\p{Lu}\.)",
)
_ABBREVIATIONS = regex.compile(r"(?:U\.\s?[SKN]\.|E\.\s?U\.|P\.\s?S\.|N\.\s?B\.|D\.\s?C\.)")


def bare_names(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names may stand in `text`, as code points from and to."""
    for match in _GIVEN.finditer(text):
        if _word_before(text, match.start("name")) not in _BEFORE_PLACES:
            yield match.span("name")
    for pattern in _LED:
        for match in pattern.finditer(text):
            if _first_word(match["name"]) not in _no_person():
                yield match.span("name")
    for pattern in _INITIALLED:
        for match in pattern.finditer(text):
            if not _ABBREVIATIONS.match(match["name"]):
                yield match.span("name")
    # After "I am", also where most words are names and so have capitals.
    yield from _capitalised(text, _SELF)
    if not _is_headline(text):
        yield from _capitalised(text, _SEQUENCE)


def _capitalised(text: str, pattern: regex.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Two or three words with capitals where no sentence begins, that are no known name of a
    place, a body, a month or a language."""
    for match in pattern.finditer(text):
        words = regex.split(r"[\s’'-]+", match["name"])
        before = _word_before(text, match.start("name"))
        if before in _BEFORE_PLACES | _BEFORE_BODIES or _no_person().intersection(words):
            continue
        yield match.span("name")


def _word_before(text: str, start: int) -> str:
    before = regex.search(r"([\p{L}’.]+)\s+$", text[:start])
    return before[1].rstrip(".").lower() if before else ""


def _is_headline(text: str) -> bool:
    words: list[str] = regex.findall(r"\p{L}+", text)
    return 2 * sum(word[0].isupper() for word in words) > len(words)


def _first_word(name: str) -> str:
    return str(regex.split(r"[\s’'-]+", name, maxsplit=1)[0])


@cache
def _no_person() -> frozenset[str]:
    """Words with capitals that name no person: CLDR's places, languages, months and days."""
    words = set(_LISTS["no_person"])
    for code, _name in settings.LANGUAGES:
        locale = Locale.parse(translation.to_locale(code))
        names = [*locale.territories.values(), *locale.languages.values()]
        for kind in (locale.months, locale.days):
            names += kind["format"]["wide"].values()
        for name in names:
            words.update(word for word in regex.split(r"[\s’'()-]+", str(name)) if len(word) > 1)
    return frozenset(words | {word.capitalize() for word in words}) - _GIVEN_NAMES


_GIVEN_NAMES = frozenset(_LISTS["given_latin"] + _LISTS["given_cyrillic"])
_BEFORE_PLACES = frozenset(word.lower() for word in _LISTS["before_a_place"])
_BEFORE_BODIES = frozenset(word.lower() for word in _LISTS["before_a_body"])
_ELIDED = r"(?<!\p{L})(?i:[dljmnstc]|qu|jusqu|lorsqu|puisqu)[’']"
"""What French leaves of a short word before a vowel."""
_CASES = "(?:[аяуюеиы]|ом|ем|ой|ей|ью|ию|ии|ией)?"
"""Endings of Russian names in their cases; with them, the stem is enough."""
_GIVEN = regex.compile(
    rf"(?:(?<![\p{{L}}-])(?<!\p{{L}}[’'])|(?<={_ELIDED}))(?P<name>\L<given>(?:-{_WORD})?{_MORE})(?![\p{{L}}-])"
    rf"|(?<!\p{{L}})(?P<name>\L<stems>{_CASES}{_MORE})(?!\p{{L}})"
    rf"|(?<!\p{{L}})[وفلبك]?(?P<name>\L<arabic>(?:\s+(?:ال)?(?:\L<arabic>|\L<beside>))*)"
    r"(?!\p{L})",
    given=sorted(_GIVEN_NAMES),
    stems=sorted(
        {stem for name in _LISTS["given_cyrillic"] if len(stem := name.rstrip("аяйь")) > 3}
    ),
    arabic=_LISTS["given_arabic"],
    beside=_LISTS["given_arabic_beside_another"],
)
_LED = [
    regex.compile(rf"(?<!\p{{L}})(?i:{_CUES}),?\s+(?P<name>{_WORD}{_MORE})"),
    regex.compile(rf"(?<!\p{{L}})(?:{_ARABIC_CUES})\s+(?P<name>\p{{Arabic}}{{3,}})"),
    regex.compile(r"(?<!\p{L})[وفلبك]?(?P<name>[أا]بو\s+(?!ظبي)\p{Arabic}{3,})"),
    # Only after words written small: in a text all in capitals every word would be a name.
    regex.compile(rf"(?<!\p{{L}})(?:{_OUR_PEOPLE}),?\s+(?P<name>\p{{Lu}}{{4,}})(?!\p{{L}})"),
    regex.compile(
        rf"(?<!\p{{L}})[Яя]\s*[—–-]?\s*(?P<name>{_WORD}(?:[ \u00a0]{_WORD}|(?=[.,!;]|$)))"
    ),
    *map(regex.compile, _CHINESE),
]
_SELF = regex.compile(
    rf"(?<!\p{{L}})(?:I\s+am|I['’]m)\s+(?P<name>{_WORD}(?:[ \u00a0]{_WORD}){{1,2}})(?!\p{{L}})"
)
_INITIALLED = [regex.compile(pattern) for pattern in _INITIALS]
_SEQUENCE = regex.compile(
    r"(?<=(?<!\p{L})[\p{Ll}\p{M}’']+,?[ \u00a0])"
    rf"(?P<name>{_WORD}[ \u00a0](?:(?:de|da|van|von|bin|al|el)[ \u00a0])?{_WORD}"
    rf"(?:[ \u00a0]{_WORD})?)(?!\p{{L}})"
)
