"""All processes get a signal to end while a call is recorded: they end in time, and nothing is
lost."""

import asyncio
import signal
import time
from pathlib import Path

import pytest

from tests.builders.installation import running_installation
from tests.builders.load import slack
from tests.builders.peers import run, until
from tests.node.recorded_call import RecordedCall, measure, recorded_call

WITHIN = 5.0


def films(call: RecordedCall, number: int, seconds: float) -> list[dict[str, float]]:
    async def measures() -> list[dict[str, float]]:
        items = await call.recorded(number, seconds)
        return [measure(call.content(item)) for item in items]

    return asyncio.run(measures())


@pytest.mark.soak
def test_ctrl_c_during_a_recorded_call_loses_nothing(tmp_path: Path) -> None:
    with running_installation(tmp_path / "house") as home:

        async def recorded() -> tuple[RecordedCall, float]:
            async with recorded_call(home) as call:
                await call.consent()
                signals = call.phone.signals
                await until(lambda: any(stored["seconds"] > 4 for stored in signals("stored")))
                acknowledged = float(signals("stored")[-1]["seconds"])
                began = time.monotonic()
                home.supervisor.process.send_signal(signal.SIGINT)
                await until(lambda: home.supervisor.process.poll() is not None, 10)
                took = time.monotonic() - began
                print(f"ended after {took:.1f} s, {acknowledged:.1f} s acknowledged")
                assert took < WITHIN * slack()
                return call, acknowledged

        kept: list[tuple[RecordedCall, float]] = []

        async def whole() -> None:
            kept.append(await recorded())

        run(whole())
        log = home.supervisor.log()
        assert "Traceback" not in log, log[-6000:]
        assert "is killed" not in log, log[-6000:]
        assert home.supervisor.process.returncode in (0, -signal.SIGINT, 130)
        [(call, acknowledged)] = kept
    # The parts that S3 had not acknowledged by then stay on the disk.
    with running_installation(tmp_path / "house", **ports(home.supervisor.environ)) as again:
        call.home = again
        end = time.monotonic() + 30 * slack()
        while again.supervisor.log().count("Smart Hands is ready") < 2:
            assert time.monotonic() < end, again.supervisor.log()[-6000:]
            time.sleep(0.1)
        measures = films(call, 2, 40 * slack())
        assert max(film["seconds"] for film in measures) >= acknowledged - 0.1


def ports(environ: dict[str, str]) -> dict[str, str]:
    """The ports are the same as before, so that people's logins go on."""
    return {name: environ[name] for name in ("PORT", "SMARTHANDS_S3_PORT")}
