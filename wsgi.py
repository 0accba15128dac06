"""The WSGI entry point of the web process: environment -> Settings -> create_app -> app."""

import os

from server.app import create_app, start_pushing
from server.settings.settings import Settings

app = create_app(Settings.from_environment(os.environ, part="web"))
start_pushing(app)
