"""The CSV import takes all lines or none, and names each wrong line by its number and reason."""

import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from time import thread_time
from typing import Any

import pytest

from smarthands.errors import Code, Problem
from smarthands.places import csv_import
from smarthands.places.assets import assets as listed_assets
from smarthands.places.csv_import import ImportResult
from smarthands.places.csv_reading import MAX_LINES
from smarthands.places.sites import sites as listed_sites
from tests.builders.load import slowness
from tests.builders.people import BERLIN, FRANKFURT, NORTHWIND, PORTO, SOUTHWIND
from tests.builders.world import World


def sites(world: World, text: str, **options: Any) -> ImportResult:
    return csv_import.import_sites(
        world.kit, world.dan, organization_id=NORTHWIND, csv=text, **options
    )


def assets(world: World, text: str, **options: Any) -> ImportResult:
    return csv_import.import_assets(world.kit, world.dan, site_id=BERLIN, csv=text, **options)


def site_rows(world: World) -> list[dict[str, Any]]:
    return list(listed_sites(world.kit, world.dan, organization=NORTHWIND).items)


def refused_lines(world: World, text: str) -> list[dict[str, Any]]:
    """The lines that the refusal names, after a check that nothing was written."""
    before = site_rows(world)
    with pytest.raises(Problem) as problem:
        sites(world, text)
    assert problem.value.code == Code.INVALID
    assert site_rows(world) == before
    assert world.announced.events == []
    return [dict(line) for line in problem.value.lines or ()]


def test_new_sites_are_created_and_existing_ones_updated(each_world: World) -> None:
    result = sites(
        each_world,
        "name,address,time_zone\nBerlin 1,Gate C,Europe/Berlin\nWien,Ring 1,Europe/Vienna\n",
    )
    assert (result.created, result.updated) == (1, 1)
    rows = {site["name"]: site for site in site_rows(each_world)}
    assert set(rows) == {"Berlin 1", "Frankfurt 2", "Wien"}
    assert rows["Berlin 1"]["address"] == "Gate C"
    assert rows["Berlin 1"]["access_instructions"] == "badge at gate B, code 4711"
    assert rows["Wien"]["time_zone"] == "Europe/Vienna"
    assert each_world.announced.kinds == ["site.imported"]
    subject = json.loads(each_world.announced.events[0].body or "")["subject"]
    assert subject == {"type": "organization", "id": str(NORTHWIND)}


def test_importing_the_same_file_again_changes_nothing(world: World) -> None:
    text = "tag,serial,rack,unit,model\nSW-1,123,R1,U7,C9300\n"
    assert assets(world, text).created == 1
    again = assets(world, text)
    assert (again.created, again.updated) == (0, 0)
    assert world.announced.kinds == ["asset.imported"]


def test_a_dry_run_writes_nothing(world: World) -> None:
    result = assets(world, "tag\nSW-1\nSW-2\n", dry_run=True)
    assert (result.created, world.announced.events) == (2, [])
    assert listed_assets(world.kit, world.dan, site=BERLIN).items == []


def test_an_empty_time_zone_is_utc_for_new_sites_and_changes_no_existing_one(world: World) -> None:
    sites(world, "name,time_zone\nBerlin 1,\nWien,\n")
    zones = {site["name"]: site["time_zone"] for site in site_rows(world)}
    assert (zones["Berlin 1"], zones["Wien"]) == ("Europe/Berlin", "UTC")


@pytest.mark.parametrize(
    "text",
    [
        "name,address\nWien,Ring 1\n",
        "\ufeffname,address\r\nWien,Ring 1\r\n",
        "name;address\r\nWien;Ring 1\r\n",
        "\ufeffNAME ; Address \n Wien ; Ring 1 \n",
        '"name","address"\n"Wien","Ring 1"',
        "name,address\rWien,Ring 1\r",
        "name,address\n\n  ,\nWien,Ring 1\n\n",
        "name;address;;\r\nWien;Ring 1;;\r\n",
        "name,address\nWien,Ring 1,,, \n",
        "name,,address\nWien,,Ring 1\n",
        "sep=;\r\nname;address\r\nWien;Ring 1\r\n",
        "name\taddress\nWien\tRing 1\n",
        "address,name\nRing 1,Wien\n",
    ],
)
def test_files_are_read_as_spreadsheets_write_them(world: World, text: str) -> None:
    assert sites(world, text).created == 1
    assert {"Wien", "Ring 1"} <= {str(word) for row in site_rows(world) for word in row.values()}


def test_a_value_may_have_quotes_semicolons_and_line_breaks(world: World) -> None:
    text = 'name;access_instructions\r\n"Wien ""West""; Tor 3";"Klingeln,\r\ndann\xa0warten 🔑"\r\n'
    sites(world, text)
    [site] = [site for site in site_rows(world) if site["name"].startswith("Wien")]
    assert site["name"] == 'Wien "West"; Tor 3'
    assert site["access_instructions"] == "Klingeln,\ndann\xa0warten 🔑"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("", 1, None, "must name the columns"),
        ("address\nx\n", 1, None, "must name the columns, name among them"),
        ("name,color\nx,red\n", 1, None, "There is no column 'color'"),
        ("name,address,name\nx,y,z\n", 1, None, "named twice"),
        ("name\n", 1, None, "nothing below the header"),
        ("name,address\nx\n", 2, None, "This line has 1 values for 2 columns"),
        ("name,address\nx,y,z\n", 2, None, "This line has 3 values for 2 columns"),
        ("name,address\n ,y\n", 2, "name", "name is empty"),
        ("name\nx\ny\n x \n", 4, "name", "'x' stands in line 2 already"),
        ("name,time_zone\nx,Mars/Base\n", 2, "time_zone", "Use a zone name"),
        (f"name\n{'x' * 201}\n", 2, "name", "This value is longer than 200"),
        ("name\nx\0y\n", 2, "name", "control character"),
        ("name\nx\x1by\n", 2, "name", "control character"),
        ("name\nx\ud800y\n", 2, "name", "control character"),
        ('name\n"a\nb"\n"x"y\n', 4, None, "not CSV"),
        ('name\nx\n"never closed\n', 3, None, "not CSV"),
        ('name,address\n"a\nb",y,z\n', 2, None, "3 values"),
        ("sep=;\nname;address\nx\n", 3, None, "1 values"),
        ("name,address,\nx,y,z\n", 2, None, "Column 3 has a value here and no name"),
        ("name,address\nM\ufffdnchen 7,x\n", 2, "name", "CSV UTF-8"),
        ("name,addre\ufffds\nWien,x\n", 1, None, "CSV UTF-8"),
        ("name\nDepot 15\nDepot\xa015\u200b\n", 3, "name", "stands in line 2 already"),
        (f"name\n{'x' * 200_000}\n", 2, None, "not CSV"),
    ],
)
def test_each_kind_of_wrong_line_is_named(
    world: World, text: str, line: int, column: str | None, words: str
) -> None:
    [wrong] = refused_lines(world, text)
    assert (wrong["line"], wrong.get("column")) == (line, column)
    assert words in wrong["message"]


def test_all_wrong_lines_are_named_at_once_and_nothing_is_imported(world: World) -> None:
    wrong_lines = refused_lines(
        world, "name,time_zone\nWien,Europe/Vienna\n,UTC\nGraz,Nowhere\nLinz,UTC,x\n"
    )
    assert [line["line"] for line in wrong_lines] == [3, 4, 5]


def test_a_file_may_have_5000_lines_and_no_more(world: World) -> None:
    lines = [f"SW-{number}" for number in range(MAX_LINES)]
    assert assets(world, "\n".join(["tag", *lines])).created == MAX_LINES
    for more in ("SW-x", ""):
        text = "\n".join(["tag,serial", *(f"{line}," for line in lines), f"{more},1"])
        with pytest.raises(Problem) as problem:
            assets(world, text)
        assert problem.value.code == Code.TOO_LARGE


def test_only_the_office_imports(world: World) -> None:
    for who in (world.eva, world.cleo, world.tess):
        with pytest.raises(Problem) as problem:
            csv_import.import_sites(world.kit, who, organization_id=NORTHWIND, csv="name\nx\n")
        assert problem.value.code in {Code.FORBIDDEN, Code.NOT_FOUND}
    with pytest.raises(Problem) as problem:
        csv_import.import_assets(world.kit, world.mallory, site_id=FRANKFURT, csv="tag\nx\n")
    assert problem.value.code == Code.NOT_FOUND


def test_an_import_never_changes_another_organizations_sites(world: World) -> None:
    sites(world, "name,address\nPorto,here\n")
    [theirs] = listed_sites(world.kit, world.dan, organization=SOUTHWIND).items
    assert (theirs["id"], theirs["address"]) == (str(PORTO), "Porto, Gate B")


@pytest.fixture
def pauses(each_world: World) -> Iterator[list[float]]:
    """The moments at which the import yields to others, in seconds of its own processor time.

    The garbage collector looks at nothing that was there before, just as in the web process.
    """
    moments: list[float] = []
    each_world.kit = replace(each_world.kit, pause=lambda _: moments.append(thread_time()))
    gc.collect()
    gc.freeze()
    moments.append(thread_time())
    yield moments
    gc.unfreeze()


def longest(pauses: list[float]) -> float:
    return max(later - sooner for sooner, later in pairwise([*pauses, thread_time()]))


def test_importing_a_large_file_keeps_no_other_request_waiting(
    each_world: World, pauses: list[float]
) -> None:
    header, instructions = (
        "name,address,time_zone,access_instructions",
        "Klingeln, dann warten. " * 3,
    )
    for address in ("Ring 1", "Ring 2"):
        lines = [f'Site {n},{address},Europe/Vienna,"{instructions}"' for n in range(MAX_LINES)]
        result = sites(each_world, "\n".join([header, *lines]))
        assert result.created + result.updated == MAX_LINES
    assert longest(pauses) < 0.1 * slowness()


@pytest.mark.parametrize("text", ["name\nx\n" + "\n" * 400_000, "name\nx\n" + ",\n" * 200_000])
def test_importing_empty_lines_keeps_no_other_request_waiting(
    each_world: World, pauses: list[float], text: str
) -> None:
    assert sites(each_world, text).created == 1
    assert longest(pauses) < 0.1 * slowness()
