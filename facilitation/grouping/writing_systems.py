"""How people write: one form for what is spelled in several ways, and words, where there are any.

Folding is for comparing only; nothing folded is ever shown or stored. It unites what a phone's
keyboard makes people write differently: accents left out in French and Spanish, ё typed as е,
vowel marks, stretched letters and the forms of alef, ya and ta marbuta in Arabic.
"""

import unicodedata

import regex

_ARABIC_FORMS = str.maketrans("أإآٱىةؤئ", "ااااي\u0647وي", "\u0640")
"""The last argument is the tatweel, which only stretches a word."""
_MARKS = regex.compile(
    r"(?<=\p{Latin})[\u0300-\u036f]+|(?<=\p{Cyrillic})\u0301|[\u064b-\u065f\u0670\u06d6-\u06ed]"
)
_UNSPACED = r"\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
_RUN = regex.compile(rf"[{_UNSPACED}]+|[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED}]]+", regex.VERSION1)
_STARTS_UNSPACED = regex.compile(f"[{_UNSPACED}]")

_ARTICLES_AND_CLITICS = regex.compile(r"^(?:[وفبك]?ال|لل)(?=.{3})")
_ELISIONS = regex.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)['’](?=\p{L})")


def fold(text: str) -> str:
    """Return `text` in the one form in which spellings of the same word are equal."""
    if text.isascii():
        return text.lower()
    # Composed first: a compatibility letter may hide an Arabic or Cyrillic form.
    plain = unicodedata.normalize("NFKC", text).casefold().translate(_ARABIC_FORMS)
    bare = _MARKS.sub("", unicodedata.normalize("NFD", plain.replace("ё", "е")))
    return unicodedata.normalize("NFC", bare)


def primary(tag: str) -> str:
    """Return the language of a BCP 47 tag without region and script: `zh` for `zh-Hant`."""
    return tag.split("-")[0].lower()


def runs(folded: str, language: str) -> list[tuple[str, bool]]:
    """Split folded text into words; each with whether it is a run of a script without spaces.

    Han, kana, Thai, Lao, Khmer and Burmese are written without spaces, so their runs are whole
    clauses. French elisions (l', qu') and the Arabic article with its clitics are taken off.
    """
    if language == "fr":
        folded = _ELISIONS.sub("", folded)
    found = _RUN.findall(folded)
    if language == "ar":
        found = [_ARTICLES_AND_CLITICS.sub("", word) for word in found]
    if folded.isascii():
        return [(word, False) for word in found]
    return [(word, _STARTS_UNSPACED.match(word) is not None) for word in found]
