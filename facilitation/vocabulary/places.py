"""Places: the ISO 3166-1 countries and the eight regions that UN75 counted by.

A place is stored and exchanged as its alpha-3 code; names are made when somebody looks, by CLDR,
in the reader's language. The codes and names are standards' and imply no opinion on the status of
any territory. Invariant: every country lies in exactly one region.
"""

import unicodedata
from collections.abc import Callable
from functools import cache
from types import MappingProxyType

from babel import Locale, localedata
from babel.core import get_global
from django.utils.translation import gettext_lazy as _

REGIONS = MappingProxyType(
    {
        "central-and-southern-asia": _("Central and Southern Asia"),
        "eastern-and-south-eastern-asia": _("Eastern and South-Eastern Asia"),
        "europe": _("Europe"),
        "latin-america-and-the-caribbean": _("Latin America and the Caribbean"),
        "northern-africa-and-western-asia": _("Northern Africa and Western Asia"),
        "northern-america": _("Northern America"),
        "oceania-and-antarctica": _("Oceania and Antarctica"),
        "sub-saharan-africa": _("Sub-Saharan Africa"),
    }
)
"""Region code to its translatable name: M49's regions, joined in pairs as UN75 reported them."""

# M49 leaves two ISO codes without a region: Antarctica, which UN75 puts with Oceania, and TWN,
# placed here by its geography.
_MEMBERS = {
    "central-and-southern-asia": """
        AFG BGD BTN IND IRN KAZ KGZ LKA MDV NPL PAK TJK TKM UZB
    """,
    "eastern-and-south-eastern-asia": """
        BRN CHN HKG IDN JPN KHM KOR LAO MAC MMR MNG MYS PHL PRK SGP THA TLS TWN VNM
    """,
    "europe": """
        ALA ALB AND AUT BEL BGR BIH BLR CHE CZE DEU DNK ESP EST FIN FRA FRO GBR GGY GIB GRC HRV
        HUN IMN IRL ISL ITA JEY LIE LTU LUX LVA MCO MDA MKD MLT MNE NLD NOR POL PRT ROU RUS SJM
        SMR SRB SVK SVN SWE UKR VAT
    """,
    "latin-america-and-the-caribbean": """
        ABW AIA ARG ATG BES BHS BLM BLZ BOL BRA BRB BVT CHL COL CRI CUB CUW CYM DMA DOM ECU FLK
        GLP GRD GTM GUF GUY HND HTI JAM KNA LCA MAF MEX MSR MTQ NIC PAN PER PRI PRY SGS SLV SUR
        SXM TCA TTO URY VCT VEN VGB VIR
    """,
    "northern-africa-and-western-asia": """
        ARE ARM AZE BHR CYP DZA EGY ESH GEO IRQ ISR JOR KWT LBN LBY MAR OMN PSE QAT SAU SDN SYR
        TUN TUR YEM
    """,
    "northern-america": """
        BMU CAN GRL SPM USA
    """,
    "oceania-and-antarctica": """
        ASM ATA AUS CCK COK CXR FJI FSM GUM HMD KIR MHL MNP NCL NFK NIU NRU NZL PCN PLW PNG PYF
        SLB TKL TON TUV UMI VUT WLF WSM
    """,
    "sub-saharan-africa": """
        AGO ATF BDI BEN BFA BWA CAF CIV CMR COD COG COM CPV DJI ERI ETH GAB GHA GIN GMB GNB GNQ
        IOT KEN LBR LSO MDG MLI MOZ MRT MUS MWI MYT NAM NER NGA REU RWA SEN SHN SLE SOM SSD STP
        SWZ SYC TCD TGO TZA UGA ZAF ZMB ZWE
    """,
}

_REGION_OF = {code: region for region, codes in _MEMBERS.items() for code in codes.split()}

COUNTRIES = frozenset(_REGION_OF)
"""Every ISO 3166-1 alpha-3 code: 249 of them."""


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 alpha-3 code, in capitals."""
    return code in _REGION_OF


def region_of(alpha3: str) -> str | None:
    """The code in `REGIONS` of a country's region, or None where the country is not known."""
    return _REGION_OF.get(alpha3)


def country_name(alpha3: str, language: str) -> str:
    """A country's name in a language (BCP 47); the code itself where no name is known."""
    return _names(_base_language(language)).get(alpha3, alpha3)


def countries(language: str) -> list[tuple[str, str]]:
    """(alpha-3 code, name) of every country, in the order a reader of the language expects."""
    base = _base_language(language)
    key = _collation(base)
    return sorted(_names(base).items(), key=lambda item: key(item[1]))


def _base_language(language: str) -> str:
    base = language.replace("_", "-").split("-")[0].lower()
    return base if base.isalpha() and localedata.exists(base) else "en"


@cache
def _names(base: str) -> MappingProxyType[str, str]:
    territories = Locale.parse(base).territories
    alpha2 = get_global("territory_aliases")
    return MappingProxyType(
        {code: territories.get(alpha2[code][0], code) for code in sorted(COUNTRIES)}
    )


def _collation(base: str) -> Callable[[str], str | bytes]:
    """A sort key near to the language's own order, without carrying ICU for one list."""
    if base == "zh":
        # GB 2312 arranged its first plane, nearly every character of a country's name, by pinyin.
        return lambda name: name.encode("gb18030")
    if base == "es":
        return lambda name: _without_marks(name.replace("ñ", "n\uffff").replace("Ñ", "N\uffff"))
    return _without_marks


def _without_marks(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))
