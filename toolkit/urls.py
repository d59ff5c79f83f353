"""Where each floor's pages begin."""

from django.urls import include, path

urlpatterns = [
    path("", include("facilitation.pages.urls")),
    path("", include("reporting.summary.urls")),
    path("centre/", include("reporting.centre.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
