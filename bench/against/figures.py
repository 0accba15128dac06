"""The figures of our own side that two revisions of a bench can be compared by.

They are absolute figures out of a report's `raw`, since `ratios` would bring in the noise of the
peer. All are costs (CPU, milliseconds, bytes) of work that the bench itself fixes:

- idle: memory for one socket. join: the median click, warm and cold.
- media: CPU of the node for a second of stream. The recording counts with the forwarding that it
  comes on top of, because a difference of two small figures is mostly noise.
- rest: the part of a core of a house at rest, and the store's CPU for a photo.
- ring: median and 95th percentile; the maximum is one tap of thousands.
- signalling: CPU for a relayed signal.
- timeline: the four pages that the ratios are made of, on SQLite; the searches are left out.
- upload: CPU of the web process for request and seal together, at either pace. What SeaweedFS
  takes is left out, because it depends on what else its volume holds.
- wall: CPU of the node, and the expert's line.

`siege` is absent because its figure is a ratio of waits of one run. `rooms` is absent because it
reports a capacity in steps of three rooms and the delay at that capacity, and `recover` because a
fault's seconds vary more from round to round than a change that matters would make them.
"""

from collections.abc import Mapping, Sequence
from typing import Any

FIGURES: dict[str, dict[str, tuple[str, ...]]] = {
    "idle": {"bytes_a_socket": ("ours_bytes",)},
    "join": {"warm_ms": ("ours_warm.median_ms",), "cold_ms": ("ours_cold.median_ms",)},
    "media": {
        "forward_1_1": ("ours_1_1.cpu_s_per_s",),
        "forward_1_3": ("ours_1_3.cpu_s_per_s",),
        "forward_1_3_recorded": ("ours_1_3_recorded.cpu_s_per_s",),
    },
    "rest": {"idle_core_percent": ("idle_core_percent",), "put_ms": ("put_ours_ms",)},
    "ring": {"p50_ms": ("p50_ms",), "p95_ms": ("p95_ms",)},
    "signalling": {"cpu_us": ("ours_us",)},
    "timeline": {
        f"{page}_ms": (f"sqlite_ms.{page}",)
        for page in ("jobs_first", "jobs_deep", "events_first", "events_deep")
    },
    "upload": {
        f"{pace}_cpu_us": (f"{pace}_us.request", f"{pace}_us.seal")
        for pace in ("phone", "loopback")
    },
    "wall": {"cpu_s_per_s": ("cpu_s_per_s",), "stills_kbit_s": ("stills_kbit_s",)},
}
"""The keys of the figures of each bench, and the paths in `raw` whose sum each one is."""

AWAKE = {"upload"}
"""The benches whose requests come so rarely that a core would sleep between them."""


def figures(name: str, label: str, raw: Mapping[str, Any]) -> dict[str, float]:
    """Our figures in one report of the bench; `label` names the checkout in a refusal."""
    return {
        key: sum(_number(name, label, raw, path) for path in paths)
        for key, paths in FIGURES[name].items()
    }


def _number(name: str, label: str, raw: Mapping[str, Any], path: str) -> float:
    value: Any = raw
    for word in path.split("."):
        value = value.get(word) if isinstance(value, Mapping) else None
    if not isinstance(value, int | float) or value <= 0:
        raise SystemExit(
            f"{label} can't be compared: its bench {name} reports {value!r} as {path}, "
            "where a figure above 0 is needed"
        )
    return value


def ratios(
    old: Sequence[Mapping[str, float]], new: Sequence[Mapping[str, float]]
) -> dict[str, list[float]]:
    """The new figures over the old, key by key, each round by itself."""
    pairs = list(zip(old, new, strict=True))
    return {key: [after[key] / before[key] for before, after in pairs] for key in old[0]}
