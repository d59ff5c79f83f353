"""The application a server runs: pages over HTTP, the feed over WebSocket.

A socket only listens, but it is still opened only for pages of our own origin.
"""

import os
import warnings

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toolkit.settings")
django.setup(set_prefix=False)
# Django reads a file whole before it sends it over ASGI, and warns. Ours are small.
warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")

from facilitation.live.routing import websocket_urlpatterns  # noqa: E402 - needs loaded apps
from facilitation.pages.door import Door  # noqa: E402 - needs loaded apps
from facilitation.pages.phones import Phones  # noqa: E402 - needs loaded apps
from facilitation.pages.polls import Polls  # noqa: E402 - needs loaded apps
from reporting.centre.uploads import max_request_bytes  # noqa: E402 - needs loaded apps
from toolkit import config  # noqa: E402
from toolkit.body_gate import BodyGate  # noqa: E402
from toolkit.health import Health  # noqa: E402
from toolkit.metrics import Metrics  # noqa: E402

_token = config.current().metrics_token
_pages = BodyGate(Polls(Door(Phones(get_asgi_application()))), limit=max_request_bytes())

application = ProtocolTypeRouter(
    {
        "http": Health(Metrics(_pages, token=_token.get_secret_value() if _token else None)),
        "websocket": AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns)),
    }
)
