"""The closed word lists of summary format 1.

They are written out here, not imported, because a published format must not change when the
live toolkit learns a new word: a new code needs a new version of the format. A test keeps the
toolkit's own vocabulary inside these lists.
"""

from __future__ import annotations

from typing import Literal

Status = Literal["draft", "final"]
Mode = Literal["in-person", "online", "phone", "hybrid"]
Publish = Literal["organization", "person", "anonymous"]
Support = Literal["consensus", "most", "some", "one", "none"]
Stated = Literal["yes", "no", "not-stated"]
Mixed = Literal["mixed"]
ManagersAndProfessionals = Literal["managers-professionals"]

StageKind = Literal[
    "welcome", "profile", "now", "want", "how", "prioritise", "survey", "readback", "close"
]

# https://iatistandard.org/en/iati-standard/203/codelists/organisationtype/
OrganizerType = Literal[
    "government",
    "local-government",
    "other-public-sector",
    "international-ngo",
    "national-ngo",
    "regional-ngo",
    "partner-country-ngo",
    "public-private-partnership",
    "multilateral",
    "foundation",
    "private-sector",
    "academic",
    "other",
]

Actor = Literal[
    "national-government",
    "local-government",
    "member-states",
    "un-system",
    "secretary-general",
    "un-agency",
    "international-community",
    "private-sector",
    "civil-society",
    "academia-and-schools",
    "media",
    "individuals-and-communities",
    "other",
]

# The eight regions of the UN75 reports: UN M49, with some neighbours joined.
Region = Literal[
    "central-and-southern-asia",
    "eastern-and-south-eastern-asia",
    "europe",
    "latin-america-and-the-caribbean",
    "northern-america",
    "northern-africa-and-western-asia",
    "oceania-and-antarctica",
    "sub-saharan-africa",
]

Age = Literal["15-and-under", "16-30", "31-45", "46-60", "61-75", "over-75", "undisclosed"]
Gender = Literal["woman", "man", "another", "undisclosed"]
Education = Literal["none", "primary", "secondary", "beyond-secondary", "undisclosed"]

# The major groups of ISCO-08, and four lives that it does not classify.
Occupation = Literal[
    "managers",
    "professionals",
    "technicians",
    "clerical",
    "service-and-sales",
    "agriculture-forestry-fishery",
    "craft-and-trades",
    "plant-and-machine",
    "elementary",
    "armed-forces",
    "student",
    "home-or-care-work",
    "unemployed",
    "retired",
    "other",
    "undisclosed",
]

Belonging = Literal[
    "refugee-or-migrant",
    "displaced",
    "disability",
    "indigenous",
    "lgbtiq",
    "older-person",
    "child",
    "rural-or-remote",
    "minority",
    "poverty",
    "hiv",
]

UNDER_18 = frozenset({"15-and-under", "child"})
"""The answers about age and belonging that say of somebody that they are under 18."""
