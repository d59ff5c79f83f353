"""Who organizes a dialogue, and how they may be named.

Types are the IATI OrganisationType code list in words, with the IATI number beside each.
"""

from django.utils.translation import gettext_lazy as _

ORGANIZER_TYPES = {
    "government": _("Government"),  # 10
    "local-government": _("Local government"),  # 11
    "other-public-sector": _("Other public sector"),  # 15
    "international-ngo": _("International NGO"),  # 21
    "national-ngo": _("National NGO"),  # 22
    "regional-ngo": _("Regional NGO"),  # 23
    "partner-country-ngo": _("Partner country based NGO"),  # 24
    "public-private-partnership": _("Public-private partnership"),  # 30
    "multilateral": _("Multilateral organization"),  # 40
    "foundation": _("Foundation"),  # 60
    "private-sector": _("Private sector"),  # 70
    "academic": _("Academic, training or research"),  # 80
    "other": _("Other"),  # 90
}

PUBLISH = {
    "organization": _("Name the organization"),
    "person": _("Name me as a person"),
    "anonymous": _("Do not name the organizer"),
}
