"""A real uvicorn in the loop of the test, and people whom it knows."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
import uvicorn
from channels.db import database_sync_to_async
from channels.routing import URLRouter
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client

from facilitation.actions.writing import By
from facilitation.live.hub import hubs_open
from facilitation.live.routing import websocket_urlpatterns
from facilitation.pages.passes import set_pass
from tests.facilitation.room import Room
from toolkit.sockets import DirectSocket


@dataclass
class Server:
    """Sockets served in the loop of the test."""

    address: str
    uvicorn: uvicorn.Server
    running: asyncio.Task[None]

    async def stop(self) -> None:
        self.uvicorn.should_exit = True
        await self.running


@pytest.fixture
async def server(transactional_db: None) -> AsyncIterator[Server]:
    config = uvicorn.Config(
        URLRouter(websocket_urlpatterns),
        ws=DirectSocket,
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=5,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        inner = uvicorn.Server(config)
        running = asyncio.create_task(inner.serve(sockets=[listener]))
        served = Server(f"ws://127.0.0.1:{listener.getsockname()[1]}", inner, running)
        yield served
        await served.stop()
    assert hubs_open() == 0


Do = Callable[..., Awaitable[Any]]


@pytest.fixture
def do() -> Do:
    """Call something that uses the database, in the thread in which views run."""

    async def call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return await database_sync_to_async(partial(function, *args, **kwargs))()

    return call


def pass_of(room: Room, person: By) -> dict[str, str]:
    """The cookie that `person` was given on joining."""
    response, code = HttpResponse(), room.dialogue.code
    set_pass(response, code, str(person.participant_id))
    return {name: morsel.value for name, morsel in response.cookies.items()}


def session_of(user: User) -> dict[str, str]:
    """The cookie of somebody who has signed in."""
    client = Client()
    client.force_login(user)
    return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}


@pytest.fixture
def cookies(room: Room, user: User, person: By) -> dict[str, dict[str, str]]:
    """By audience, the cookies with which it may listen in `room`."""
    return {
        "participant": pass_of(room, person),
        "facilitator": session_of(user),
        "projector": {},
    }
