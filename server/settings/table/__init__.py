"""Every setting, in the order of docs/settings.md."""

from server.settings.table.calls import CALLS
from server.settings.table.installation import INSTALLATION
from server.settings.table.lan import LAN
from server.settings.table.objects import OBJECTS

SETTINGS = (*INSTALLATION, *OBJECTS, *CALLS, *LAN)
