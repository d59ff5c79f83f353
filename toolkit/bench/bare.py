"""The yardstick: a bare `websockets` broadcast of messages as long and as frequent as ours.

On the same event loop as the server under test and heard by the same phones, so that the two
costs can be compared. Prints its port, waits for a line, broadcasts, and ends with stdin.
"""

import asyncio
import json
import sys

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main() -> None:
    connections: set[ServerConnection] = set()

    async def handler(connection: ServerConnection) -> None:
        connections.add(connection)
        await connection.wait_closed()
        connections.discard(connection)

    loop = asyncio.get_running_loop()
    async with serve(handler, "127.0.0.1", 0, compression=None, backlog=2048) as server:
        print(next(iter(server.sockets)).getsockname()[1], flush=True)
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            order = json.loads(line)
            text = "x" * order["size"]
            begin = loop.time()
            for number in range(order["messages"]):
                await asyncio.sleep(max(0.0, begin + number / order["rate"] - loop.time()))
                broadcast(connections, text)
            print("done", flush=True)


if __name__ == "__main__":
    uvloop.run(main())
