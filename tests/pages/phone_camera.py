"""The viewfinder of Tess's phone, and a camera that has all that a phone's can have."""

from playwright.sync_api import Page, expect

# A camera with all that a phone's can have, and one more beside it.
CAPABLE = """(() => {
  const lens = { torch: true, zoom: { min: 0.5, max: 8 } };
  const { getCapabilities } = MediaStreamTrack.prototype;
  MediaStreamTrack.prototype.getCapabilities = function () {
    return { ...getCapabilities.call(this), ...lens };
  };
  const list = navigator.mediaDevices.enumerateDevices.bind(navigator.mediaDevices);
  navigator.mediaDevices.enumerateDevices = async () => [...(await list()), ...(await list())];
})()"""


def open_viewfinder(phone: Page) -> None:
    phone.get_by_role("button", name="Photo", exact=True).click()
    shutter = phone.get_by_role("button", name="Take a photo")
    expect(shutter).to_have_attribute("aria-disabled", "false")
