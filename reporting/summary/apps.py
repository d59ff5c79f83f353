"""The Django app of summaries; it listens for the seal."""

from django.apps import AppConfig


class SummaryConfig(AppConfig):
    name = "reporting.summary"
    label = "summary"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the receiver of the seal."""
        from reporting.summary import store  # noqa: F401
