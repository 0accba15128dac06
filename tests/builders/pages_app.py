"""The web app of `wsgi.py` with the built pages in the folder `PAGES_FOLDER`."""

import os
from importlib import import_module
from pathlib import Path

from server.http import pages

# Whoever imports the folder's name afterwards has this one.
pages.DIST = Path(os.environ["PAGES_FOLDER"])
app = import_module("wsgi").app
