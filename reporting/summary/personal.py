"""Finds what could lead to a person in people's words: names, numbers, addresses, links.

It points out and never removes: a rule of letters cannot know who is meant. Every pattern is tried
on every text, whatever its language, because people mix languages; digits of every script count.
Rather one finding too many than one too few: a person looks at each. Names that nobody calls names
are found by `names`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import regex

from reporting.summary.names import bare_names

Kind = Literal["name", "phone", "email", "link"]

_MORE_NAMES = r"(?:\s+(?:(?:de\s+la|del|de|da|dos|van|von|bin|al)\s+)?\p{Lu}[\p{L}\p{M}'’-]+){0,3}"
_NAME = rf"(?P<name>\p{{Lu}}[\p{{L}}\p{{M}}'’-]+{_MORE_NAMES})"
_ANY_NAME = rf"(?P<name>\p{{L}}[\p{{L}}\p{{M}}'’-]+{_MORE_NAMES})"
_ARABIC_NAME = r"(?P<name>\p{Arabic}[\p{Arabic}\p{M}ـ]+(?:\s+\p{Arabic}[\p{Arabic}\p{M}ـ]+)?)"

# The hundred or so most frequent Chinese family names, without those that are common words.
_FAMILY_NAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘蒋蔡余杜叶程苏魏"
    "吕丁任沈姚卢姜崔钟谭陆汪范石廖贾韦夏付方邹熊孟秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严"
)
_CHINESE_TITLES = "先生|女士|小姐|老师|主任|医生|校长|书记|村长|经理"
_NAME_ENDS = r"(?=[\s，。,.！!？?、；;：:（(]|$|来自|今年|住在|是|在|的|我)"

_SELF_INTRODUCTIONS = (
    rf"\b(?i:my\s+name\s+is|my\s+name['’]s|i\s+am\s+called|i['’]m\s+called)\s+{_ANY_NAME}",
    rf"\b(?i:je\s+m['’]appelle|mon\s+nom\s+est|je\s+me\s+nomme|moi\s+c['’]est)\s+{_ANY_NAME}",
    rf"\b(?i:me\s+llamo|mi\s+nombre\s+es)\s+{_ANY_NAME}",
    rf"\b(?i:меня\s+зовут|мо[её]\s+имя|моя\s+фамилия)\s*[—–:-]?\s*{_ANY_NAME}",
    rf"(?<!\p{{L}})[وف]?(?:[اإ]سمي|[أا]دعى|يدعونني)\s+(?:هو\s+)?{_ARABIC_NAME}",
    rf"(?:我叫|我的名字[叫是]|我名叫|姓名\s*[：:是]\s*)(?P<name>\p{{Han}}{{2,4}}?){_NAME_ENDS}",
    r"(?:我叫|我的名字[叫是]|我名叫|姓名\s*[：:是]\s*)(?P<name>\p{Han}{2,3})",
    r"我姓(?P<name>\p{Han})",
)
_TITLES = (
    rf"\b(?:Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Madam|Pastor|Rev|Reverend|Imam|Sheikh)\b\.?\s+{_NAME}",
    rf"\b(?:M\.|M(?=\s\p{{Lu}}\p{{Ll}})|Mme|Mlle|Monsieur|Madame|Mademoiselle|Docteur)\s*{_NAME}",
    rf"\b(?:Sra?\.|Srta\.|Don|Doña|[Ss]eñora?|[Ss]eñorita|Dra?\.)\s+{_NAME}",
    rf"\b(?:[Гг]-н|[Гг]-жа|[Гг]осподин|[Гг]оспожа|[Тт]оварищ|[Дд]октор)\s+{_NAME}",
    rf"(?<!\p{{L}})[وفلبك]?(?:السيدة?|الدكتورة?|الأستاذة?|الحاجة?|الشيخة?)\s+{_ARABIC_NAME}",
    rf"(?P<name>[{_FAMILY_NAMES}]\p{{Han}}{{0,2}}?(?:{_CHINESE_TITLES}))",
    r"(?P<name>\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+(?:ович|евич|ьич|овна|евна|ична|инична))\b",
)
_NAMES = [regex.compile(pattern) for pattern in (*_SELF_INTRODUCTIONS, *_TITLES)]

_EMAIL = regex.compile(
    r"[\p{L}\p{N}._%+-]+\s?(?:[@＠]|[(\[](?:at|arroba|chez|собака)[)\]])\s?"
    r"[\p{L}\p{N}-]+(?:(?:\.|\s?[(\[](?:dot|punto|point|точка)[)\]]\s?)[\p{L}\p{N}-]+)+"
)
_LINK = regex.compile(
    r"(?i:https?://|www\.)[^\s<>\"，。؛،]+"
    r"|(?<![\p{L}\p{N}@.])[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\."
    r"(?i:com|org|net|info|io|me|edu|gov|int|cn|ru|fr|es|uk|de|eg|ke|mx|рф)(?![\p{L}\p{N}])(?:/\S*)?"
    r"|(?<![\p{L}\p{N}@.])@[\p{L}\p{N}_.]{3,}"
    r"|(?:微信|微信号|WeChat|QQ)\s*[：:号]?\s*[A-Za-z0-9_-]{5,}"
)
_DIGITS = r"(?P<number>[+＋]?[(（]?\p{Nd}(?:[\s\u00a0().（）/\-‐‑–]{0,2}\p{Nd}){5,18})(?!\p{Nd})"
_NUMBER = regex.compile(rf"(?<![A-Za-z\p{{Nd}}]){_DIGITS}")
_CALL = (
    r"(?<!\p{L})(?:(?:tele|télé|cell)?phone|tel|tél|teléfono|telefono|mobile|portable|celular|móvil"
    r"|whats\s?app|sms|fax|call|ring|appel(?:le|er|ez)|llam(?:a|ar|e|en)|number|numéro|número"
    r"|тел|телефон\p{L}*|моб|(?:по)?звон\p{L}+|номер\p{L}*)(?!\p{L})"
    r"|电话|手机|号码|联系|拨打|致电|(?:هاتف|تلفون|جوال|موبايل|رقم|اتصل)\p{Arabic}*"
)
"""Words that lead to a number to call."""
_BETWEEN = (
    r"(?:(?![(（]\p{Nd})[\p{P}\s]|(?<!\p{L})(?:me|us|at|on|is|no|au|le|est|moi|al|en|el|es|по|на|мне|number|numéro"
    r"|número|номер\p{L}*|بي|على|هو)(?!\p{L})|号|是|为|我|请)*"
)
_CALLED = regex.compile(rf"(?i:{_CALL}){_BETWEEN}(?<!\p{{Nd}}){_DIGITS}")
_YEAR, _MONTH, _DAY = r"(?:1[5-9]|2[01])\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = regex.compile(
    rf"(?:{_YEAR}|\d\d)\D{{1,2}}{_MONTH}\D{{1,2}}{_DAY}"
    rf"|(?:{_DAY}\D{{1,2}}{_MONTH}|{_MONTH}\D{{1,2}}{_DAY})\D{{1,2}}(?:{_YEAR}|\d\d)"
)
_SPAN = regex.compile(rf"{_YEAR}\D{{1,3}}{_YEAR}")
_ROUND_NUMBER = regex.compile(r"\d{1,3}(?:[\s\u00a0.]\d{3})*[\s\u00a0.]?000")
_LEAST_DIGITS = 8
_LOCAL = regex.compile(r"\d{3}[\s.\-‐]\d{4}|\d{3}[-‐]\d\d[-‐]\d\d|\d\d[-‐]\d\d[-‐]\d\d")


@dataclass(frozen=True)
class Found:
    """One piece of a text, `text[start:end]` in code points, that could lead to a person."""

    kind: Kind
    start: int
    end: int
    text: str


def find(text: str) -> list[Found]:
    """Return what could lead to a person in `text`, in order, without overlaps."""
    taken: list[Found] = []
    # In this order: the number in a link is no phone, the name in an address is no name.
    for found in (*_matches("email", _EMAIL, text), *_matches("link", _LINK, text), *_phones(text)):
        _take(taken, found)
    for pattern in _NAMES:
        for match in pattern.finditer(text):
            start, end = match.span("name")
            _take(taken, Found("name", start, end, match["name"]))
    for start, end in bare_names(text):
        _take(taken, Found("name", start, end, text[start:end]))
    return sorted(taken, key=lambda found: found.start)


def _take(taken: list[Found], found: Found) -> None:
    if all(found.end <= other.start or other.end <= found.start for other in taken):
        taken.append(found)


def _matches(kind: Kind, pattern: regex.Pattern[str], text: str) -> Iterator[Found]:
    for match in pattern.finditer(text):
        words = match[0].rstrip(".,;:!?)]")
        yield Found(kind, match.start(), match.start() + len(words), words)


def _phones(text: str) -> Iterator[Found]:
    for pattern in (_CALLED, _NUMBER):
        for match in pattern.finditer(text):
            number = match["number"]
            if _is_phone(number, is_called=pattern is _CALLED):
                yield Found("phone", *match.span("number"), number)


def _is_phone(number: str, *, is_called: bool) -> bool:
    """Whether a run of digits may be a number to call. Dates are not; without a word that leads to
    a number, nor are spans of years, round sums and numbers that are too short."""
    if number[0] in "+＋":
        return True
    plain = "".join(str(unicodedata.decimal(letter, letter)) for letter in number)
    if _DATE.fullmatch(plain):
        return False
    if is_called:
        return True
    if _SPAN.fullmatch(plain) or _ROUND_NUMBER.fullmatch(plain):
        return False
    digits = sum(character.isdigit() for character in plain)
    return digits >= _LEAST_DIGITS or _LOCAL.fullmatch(plain) is not None
