"""The Django app of the centre."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CentreConfig(AppConfig):
    name = "reporting.centre"
    label = "centre"
    verbose_name = _("Centre")
    default_auto_field = "django.db.models.BigAutoField"
