"""The local network: pages and objects for phones beside this machine."""

from server.settings.parse import one_of, own_address, whole
from server.settings.table.setting import Setting

LAN = (
    Setting(
        "LAN",
        "lan",
        "0",
        one_of("0", "1"),
        "`1` serves pages and objects on the local network, over TLS: see [phone](phone.md).",
    ),
    Setting(
        "SMARTHANDS_LAN_ADDRESS",
        "lan_address",
        "the one private address of this machine",
        own_address,
        "With `LAN=1`: the address in the phones' network, where the machine has several.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_LAN_PORT",
        "lan_port",
        "PORT + 443",
        whole(1, 65533),
        "With `LAN=1`: port of the pages; the next port serves the objects, the third the root.",
        computed=True,
    ),
)
