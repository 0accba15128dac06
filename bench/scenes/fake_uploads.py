"""The web process and S3 as far as a recording asks them: every part gets a URL, and every part is
accepted.

The bench does not measure what these cost, but what it costs to speak to them.

`python -m bench.scenes.fake_uploads PORT`
"""

import sys

from aiohttp import web

MOST = 64 << 20


async def agreed(request: web.Request) -> web.Response:
    return web.json_response({})


async def address(request: web.Request) -> web.Response:
    return web.json_response({"url": str(request.url.with_path("/part")), "headers": {}})


async def taken(request: web.Request) -> web.Response:
    size = 0
    async for piece in request.content.iter_chunked(1 << 16):
        size += len(piece)
    return web.Response(headers={"ETag": f'"{size}"'})


async def ready(app: web.Application) -> None:
    print("ready", flush=True)


def main(port: int) -> None:
    app = web.Application(client_max_size=MOST)
    files = "/api/media/recordings/{recording}/files"
    app.router.add_post(files, agreed)
    app.router.add_post(files + "/{file}/parts", address)
    app.router.add_post(files + "/{file}/complete", agreed)
    app.router.add_put("/part", taken)
    app.on_startup.append(ready)
    web.run_app(app, host="127.0.0.1", port=port, print=None, handler_cancellation=False)


if __name__ == "__main__":
    main(int(sys.argv[1]))
