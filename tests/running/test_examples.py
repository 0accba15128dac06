"""`make run` shows a newcomer what a client gets: the link that it prints opens with pictures."""

import json
import re
from pathlib import Path

from tests.faults.phone import ask
from tests.faults.web_and_worker import until
from tests.running.supervisor import ROOT, running_supervisor

LINK = re.compile(r"An example of what a client gets: (http://\S+)/s/(\S+)")


def test_make_run_adds_the_examples_and_prints_the_link(tmp_path: Path) -> None:
    recipe = next(
        line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if "--examples" in line
    )
    assert "smarthands run" in recipe
    rules = "run:\n\t@exec $(SMARTHANDS) run --examples --procfile $(PROCFILE)\n"
    (tmp_path / "examples.mk").write_text(rules)
    start = ("make", "--silent", "-f", str(tmp_path / "examples.mk"), "run")
    procfile = (ROOT / "Procfile").read_text("utf-8").splitlines()
    with running_supervisor(tmp_path / "home", *procfile, start=start) as supervisor:
        found: list[re.Match[str]] = []

        def printed() -> bool:
            found.extend(LINK.finditer(supervisor.log()))
            return bool(found)

        until(printed, 90)
        url = f"{found[0][1]}/api/shares/{found[0][2]}"

        def rendered() -> bool:
            evidence = json.loads(ask("GET", url).body)["document"]["evidence"].values()
            photos = [item for item in evidence if item["kind"] == "photo"]
            return len(photos) == 4 and all(item["renditions"] for item in photos)

        until(rendered, 60)
