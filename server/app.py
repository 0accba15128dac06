"""The composition root of the web process: settings in, a Flask app out."""

from datetime import UTC, datetime

import structlog
from flask import Flask
from flask_socketio import SocketIO
from gevent.monkey import is_module_patched
from werkzeug.middleware.proxy_fix import ProxyFix

from realtime.broker import Broker
from realtime.sockets.limits import limit_messages
from realtime.turns import turns
from server.auth.request_auth import admit
from server.auth.socket_auth import authenticator
from server.callers import caller_key
from server.http import errors, headers, request_log
from server.http.body_limits import SMALL, limit_body
from server.http.openapi import describe
from server.http.rate_limits import RateLimits
from server.http.request import AppContext, context_of, take_turn
from server.http.request_budgets import RequestBudgets
from server.kit import open_kit
from server.logging import configure
from server.metrics import Metrics
from server.refusal_log import RefusalLog
from server.routes import BLUEPRINTS, PLAIN
from server.settings.settings import Settings

SOCKET_MESSAGE_MAX = 64 * 1024

log = structlog.get_logger()


def create_app(settings: Settings) -> Flask:
    configure(settings.log_level)
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = SMALL.size
    # Flask's default JSON provider has the attribute, its declared base class has not.
    app.json.sort_keys = False  # type: ignore[attr-defined]
    _make_context(app, settings)
    if settings.trusted_proxies:
        # The proxy fix wraps the sockets too: their rate limits count by address as well. Replacing
        # the method is how Flask's documentation wraps an app.
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    request_log.install(app)
    app.before_request(admit)
    app.before_request(limit_body)
    app.before_request(take_turn)
    headers.install(app, settings)
    _register(app, settings)
    errors.install(app)
    return app


def _make_context(app: Flask, settings: Settings) -> None:
    metrics = Metrics()
    origins = headers.own_origins(settings)
    socketio = SocketIO(
        app,
        async_mode="gevent" if is_module_patched("socket") else "threading",
        async_handlers=False,
        manage_session=False,
        cors_allowed_origins=sorted(origins),
        transports=["websocket"],
        max_http_buffer_size=SOCKET_MESSAGE_MAX,
        logger=False,
        engineio_logger=False,
    )
    refusals = RefusalLog(
        settings.data, settings.secret, settings.refusal_days, lambda: datetime.now(UTC)
    )
    wait_turn = turns()
    broker = Broker(socketio.server, metrics.pushed.inc, request_log.teller(refusals), wait_turn)
    limit_messages(socketio.server, SOCKET_MESSAGE_MAX, broker.charges, broker.refusals)
    metrics.sockets.set_function(lambda: len(broker.sockets))
    metrics.sessions.set_function(lambda: len(broker.rooms))
    metrics.nodes.set_function(lambda: len(broker.nodes))
    app.extensions["smarthands"] = context = AppContext(
        settings=settings,
        kit=open_kit(settings, broker.push.announce, broker.sockets.online),
        rate_limits=RateLimits(settings.queue_url),
        request_budgets=RequestBudgets(settings.requests_a_minute, queue_url=settings.queue_url),
        refusals=refusals,
        wait_turn=wait_turn,
        metrics=metrics,
        origins=origins,
        nodes=lambda: len(broker.nodes),
        nodes_confined=broker.nodes.confined,
    )
    background = broker.open(context.kit, authenticator(context), caller_key)
    app.extensions["background"] = [*background, context.refusals.run]


def start_pushing(app: Flask) -> None:
    """Begins to send events to sockets; called once in each process that serves."""
    kit = context_of(app).kit
    for run in app.extensions["background"]:
        app.extensions["socketio"].start_background_task(run, kit)


def _register(app: Flask, settings: Settings) -> None:
    api = describe(app, settings)
    for blueprint in BLUEPRINTS:
        api.register_blueprint(blueprint)
    for plain in PLAIN:
        app.register_blueprint(plain)
