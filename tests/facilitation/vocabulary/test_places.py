"""Places: every country once, in the region that M49 and UN75 give it, named in six languages."""

import pycountry
import pytest
from django.utils import translation

from facilitation.vocabulary import places

SIX = ("ar", "en", "es", "fr", "ru", "zh")


def test_every_iso_country_and_no_other_is_a_country() -> None:
    assert frozenset(country.alpha_3 for country in pycountry.countries) == places.COUNTRIES


def test_no_country_lies_in_two_regions() -> None:
    listed = [code for codes in places._MEMBERS.values() for code in codes.split()]
    assert len(listed) == len(set(listed)) == 249


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("KEN", "sub-saharan-africa"),
        ("SDN", "northern-africa-and-western-asia"),
        ("CYP", "northern-africa-and-western-asia"),
        ("IRN", "central-and-southern-asia"),
        ("MNG", "eastern-and-south-eastern-asia"),
        ("MEX", "latin-america-and-the-caribbean"),
        ("USA", "northern-america"),
        ("RUS", "europe"),
        ("ATA", "oceania-and-antarctica"),
    ],
)
def test_a_country_lies_where_un75_counted_it(country: str, region: str) -> None:
    assert places.region_of(country) == region


def test_every_region_has_a_name_and_members() -> None:
    assert {places.region_of(code) for code in places.COUNTRIES} == set(places.REGIONS)
    with translation.override("en"):
        assert str(places.REGIONS["europe"]) == "Europe"


@pytest.mark.parametrize("code", ["", "ken", "KE", "XXX", "KEN "])
def test_what_is_not_a_code_is_no_country(code: str) -> None:
    assert not places.is_country(code)
    assert places.region_of(code) is None


@pytest.mark.parametrize("language", SIX)
def test_every_country_has_a_name_in_the_six_languages(language: str) -> None:
    assert all(name != code for code, name in places.countries(language))


def test_a_name_is_in_the_language_asked_for() -> None:
    assert places.country_name("KEN", "ar") == "كينيا"
    assert places.country_name("KEN", "zh-Hans") == "肯尼亚"


def test_an_unknown_code_is_its_own_name_and_an_unknown_language_is_english() -> None:
    assert places.country_name("XXX", "fr") == "XXX"
    assert places.country_name("ESP", "tlh-Latn") == "Spain"
    assert places.country_name("ESP", "../etc") == "Spain"


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "EGY", "ESP"),
        ("es", "ESP", "EST"),
        ("zh", "BRA", "CHN"),
        ("ru", "AUS", "RUS"),
    ],
)
def test_countries_stand_in_the_order_of_the_language(
    language: str, first: str, second: str
) -> None:
    codes = [code for code, _ in places.countries(language)]
    assert codes.index(first) < codes.index(second)


def test_an_accent_does_not_send_a_name_to_the_end() -> None:
    assert places.countries("en")[0][1] == "Afghanistan"
    assert places.countries("en")[-1][1] != "Åland Islands"
    assert places.countries("fr")[-1][1] == "Zimbabwe"
