"""The addresses of sockets."""

from django.urls import URLPattern, path, re_path

from facilitation.live.consumer import hear, hear_nothing

websocket_urlpatterns: list[URLPattern] = [
    path("ws/d/<str:code>/", hear),  # type: ignore[arg-type] # an ASGI application, not a view
    re_path(r"", hear_nothing),  # type: ignore[arg-type]
]
