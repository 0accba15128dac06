"""A camera that never answers takes no voice along, and both ends of the call say what is true."""

import pytest
from playwright.sync_api import expect

from tests.pages.console import Floor, get_help, online
from tests.pages.phone_call import call, live, wrong

pytestmark = [pytest.mark.journey, pytest.mark.live]
# Some phones' cameras never answer, while another app holds on to them.
NEVER_ANSWERS = """
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  window.answers = false;
  navigator.mediaDevices.getUserMedia = (wanted) =>
    wanted.video && !window.answers ? new Promise(() => {}) : open(wanted);
"""
NO_ANSWER = "The camera does not answer."
NO_PICTURE = "No picture: the phone's camera does not answer"


def test_a_camera_that_never_answers_leaves_the_voice_and_a_way_to_try_again(hall: Floor) -> None:
    eva = hall.desk(hall.day.crew.eva)
    online(eva)
    phone = hall.phone(hall.day.jobs["now"]["id"])
    phone.add_init_script(NEVER_ANSWERS)
    phone.reload()
    get_help(phone)
    expect(eva.ring(hall.title)).to_be_visible()
    eva.press("a")
    expect(phone.get_by_text(NO_ANSWER)).to_be_visible()
    expect(phone.get_by_role("button", name="Mute")).to_be_visible()
    expect(eva.page.get_by_text(NO_PICTURE).first).to_be_visible()
    expect(eva.page.get_by_text("muted", exact=True)).to_have_count(0)
    expect(eva.page.get_by_text("no voice")).to_have_count(0)
    live(phone)
    assert not (faults := wrong(phone, "silent camera")), "\n".join(faults)

    phone.evaluate("window.answers = true")
    call(phone).get_by_role("button", name="Try again").click()
    expect(phone.get_by_text(NO_ANSWER)).to_have_count(0)
    eva.sees("Tess Vogel")
