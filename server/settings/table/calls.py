"""Calls: STUN and TURN for the pages, and the media node."""

from server.settings.parse import (
    ice_urls,
    media_addresses,
    networks,
    node_digests,
    one_of,
    port_range,
    whole,
)
from server.settings.table.setting import TOKEN, Setting

CALLS = (
    Setting(
        "SMARTHANDS_STUN_URLS",
        "stun_urls",
        "none",
        ice_urls("stun", "stuns"),
        "STUN servers for pages that connect to each other, and for the check before a call, "
        "separated by commas. A media node's echo is another. Without either, calls past the node "
        "work inside one network; a page on its way to a node asks none.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_URLS",
        "turn_urls",
        "none",
        ice_urls("turn", "turns"),
        "TURN servers for calls without a direct path, separated by commas.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_SECRET",
        "turn_secret",
        "none",
        TOKEN,
        "The TURN servers' `static-auth-secret`; short-lived credentials are made from it.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_MINUTES",
        "turn_minutes",
        "60",
        whole(5, 1440),
        "Minutes that a credential for TURN lives.",
    ),
    Setting(
        "SMARTHANDS_MEDIA_TOKEN",
        "media_token",
        "made from SMARTHANDS_SECRET",
        TOKEN,
        "Token by which the media node beside the web process signs in.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_NODES",
        "media_nodes",
        "none",
        node_digests,
        "Media nodes on other machines, `name:digest` by commas, as `smarthands node` prints them. "
        "A name may stand twice, while its token is renewed.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_ADDRESSES",
        "media_addresses",
        "SMARTHANDS_LAN_ADDRESS with LAN=1; else SMARTHANDS_HOST; else all of this machine's",
        media_addresses,
        "Addresses by which calls reach the media node, by commas; `public/own` behind NAT.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_PORTS",
        "media_ports",
        "40000-40999",
        port_range,
        "UDP ports of the media node: one for each connection, to be opened in the firewall.",
    ),
    Setting(
        "SMARTHANDS_MEDIA_REFUSED",
        "media_refused",
        "none",
        networks,
        "Networks to which no call may make the node send, separated by commas: the site's own.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_PRIVATE",
        "media_private",
        "1",
        one_of("0", "1"),
        "`0`: the node sends nothing to private addresses (10.0.0.0/8 and the like).",
    ),
    Setting(
        "SMARTHANDS_MEDIA_LANES",
        "media_lanes",
        "1",
        one_of("0", "1"),
        "`0`: the node sends every packet through Python, even where its fast path is compiled.",
    ),
    Setting(
        "SMARTHANDS_MEDIA_BUFFER_MB",
        "media_buffer_mb",
        "2000",
        whole(64, 1_000_000),
        "Limit of the recordings that wait on the node's disk while S3 is away, in MB.",
    ),
)
