"""Whom a proposal calls on. The list follows the actors named in the published UN75 brief."""

from django.utils.translation import gettext_lazy as _

ACTORS = {
    "national-government": _("National government"),
    "local-government": _("Local government"),
    "member-states": _("UN Member States"),
    "un-system": _("The UN system"),
    "secretary-general": _("The UN Secretary-General"),
    "un-agency": _("A UN agency"),
    "international-community": _("The international community"),
    "private-sector": _("The private sector"),
    "civil-society": _("Civil society"),
    "academia-and-schools": _("Academia and schools"),
    "media": _("The media"),
    "individuals-and-communities": _("Individuals and communities"),
    "other": _("Somebody else"),
}
