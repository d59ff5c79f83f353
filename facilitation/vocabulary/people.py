"""What a participant may say of themselves, in broad terms only.

Occupations follow the major groups of ISCO-08 with four groups outside paid work added;
the groups are those that the published UN75 brief names. Every answer is optional.
"""

from django.utils.translation import gettext_lazy as _

UNDISCLOSED = "undisclosed"

AGES = {
    "15-and-under": _("15 years and younger"),
    "16-30": _("16–30"),
    "31-45": _("31–45"),
    "46-60": _("46–60"),
    "61-75": _("61–75"),
    "over-75": _("Over 75"),
}

GENDERS = {
    "woman": _("Woman"),
    "man": _("Man"),
    "another": _("Another gender"),
}

OCCUPATIONS = {
    "managers": _("Manager"),
    "professionals": _("Professional"),
    "technicians": _("Technician or associate professional"),
    "clerical": _("Clerical support"),
    "service-and-sales": _("Service or sales"),
    "agriculture-forestry-fishery": _("Agriculture, forestry or fishery"),
    "craft-and-trades": _("Craft or related trade"),
    "plant-and-machine": _("Plant or machine operator"),
    "elementary": _("Elementary occupation"),
    "armed-forces": _("Armed forces"),
    "student": _("Student"),
    "home-or-care-work": _("Home or care work"),
    "unemployed": _("Unemployed"),
    "retired": _("Retired"),
    "other": _("Other occupation"),
}

EDUCATION = {
    "none": _("No schooling"),
    "primary": _("Primary school"),
    "secondary": _("Secondary school"),
    "beyond-secondary": _("Beyond secondary school"),
}

GROUPS = {
    "refugee-or-migrant": _("Refugee or migrant"),
    "displaced": _("Displaced within my country"),
    "disability": _("Person with a disability"),
    "indigenous": _("Indigenous person"),
    "lgbtiq": _("LGBTIQ+"),
    "older-person": _("Older person"),
    "child": _("Child"),
    "rural-or-remote": _("From a rural or remote place"),
    "minority": _("Ethnic or religious minority"),
    "poverty": _("Living in poverty"),
    "hiv": _("Living with HIV"),
}
