"""The viewfinder by the standard, by gloves and glare, and beside a call, whose camera it is."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.builders.browsers import PHONE
from tests.pages.console import Floor, get_help
from tests.pages.phone_call import live, wrong
from tests.pages.phone_camera import CAPABLE, open_viewfinder

pytestmark = pytest.mark.journey
SIZES: list[ViewportSize] = [
    {"width": 360, "height": 740},
    {"width": 844, "height": 390},
    PHONE["viewport"],
]


def in_each_size(phone: Page, state: str) -> list[str]:
    faults = []
    for size in SIZES:
        phone.set_viewport_size(size)
        faults += wrong(phone, f"{state}, {size['width']} × {size['height']}")
        box = phone.get_by_role("button", name="Take a photo").bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 72
        for control in phone.locator("dialog.viewfinder button:not(.shot)").all():
            box = control.bounding_box()
            assert box
            right, bottom = box["x"] + box["width"], box["y"] + box["height"]
            if min(box["x"], box["y"]) < 0 or right > size["width"] or bottom > size["height"]:
                faults.append(f"{state}, {size}: {control.inner_text()} is cut off")
    return faults


def test_the_viewfinder_is_accessible_however_the_phone_is_held(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    phone.add_init_script(CAPABLE)
    phone.reload()
    phone.context.route("**/uploads", lambda route: route.abort("connectionrefused"))
    open_viewfinder(phone)
    expect(phone.get_by_role("button", name="Lens")).to_be_visible()
    faults = in_each_size(phone, "live")
    for count in ("1 photo", "2 photos", "3 photos"):
        phone.get_by_role("button", name="Take a photo").click()
        expect(phone.get_by_text(f"Kept on this phone · {count}")).to_be_visible()
    faults += in_each_size(phone, "with photos")
    phone.get_by_role("button", name="Photo 2: Kept on this phone").click()
    expect(phone.get_by_role("button", name="Retake")).to_be_visible()
    faults += in_each_size(phone, "looking at one")
    assert not faults, "\n".join(faults)


def test_a_call_that_rings_covers_the_viewfinder_and_takes_its_camera(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    expect(phone.get_by_role("status").filter(has_text="Live")).to_be_attached()
    open_viewfinder(phone)
    eva = hall.desk(hall.day.crew.eva, f"/?job={hall.day.jobs['now']['id']}")
    eva.page.get_by_role("button", name="Call Tess").first.click()
    ringing = phone.get_by_role("dialog", name="Eva Lindqvist is calling")
    ringing.get_by_role("button", name="Answer").click()
    live(phone)
    expect(phone.locator("dialog.viewfinder")).to_have_count(0)
    eva.sees("Tess Vogel")


def test_the_camera_app_takes_the_photos_of_a_page_beside_a_call(hall: Floor) -> None:
    phone = hall.phone(hall.day.jobs["now"]["id"])
    get_help(phone)
    phone.get_by_role("button", name="Go on with the job").click()
    with phone.expect_file_chooser():
        phone.get_by_role("button", name="Photo", exact=True).click()
    expect(phone.locator("dialog.viewfinder")).to_have_count(0)
    phone.get_by_role("button", name="Back to the call").click()
    phone.get_by_role("button", name="Stop waiting").click()
