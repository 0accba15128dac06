export const kept = {
  asOf: (time: string) => `As of ${time}`,
  noNetwork: (time: string) => `As of ${time} · no network`,
  noAnswer: (time: string) => `As of ${time} · no answer from the server`,
  littleRoom: (photos: number) =>
    photos === 0
      ? "This phone has no room for further photos"
      : photos === 1
        ? "This phone has room for 1 more photo"
        : `This phone has room for about ${photos} more photos`,
  littleRoomWhat:
    "Go where there is network and leave this page open until all is stored, or delete something else on the phone.",
  phone: "On this phone",
  used: "Used",
  free: "Free",
  unknown: "The browser doesn't say.",
  waits: "Waits to be sent",
  waiting: (count: number, size: string) =>
    count === 0 ? "Nothing" : count === 1 ? `1 item, ${size}` : `${count} items, ${size}`,
  jobs: "Jobs kept here",
  wifiOnly: "Send photos and voice notes over Wi-Fi only",
  wifiOnlyWhat:
    "Notes and steps go over any network. At what waits you can always say that it goes now.",
  promised: "The browser has promised to keep what waits, also when the phone is nearly full.",
  unpromised:
    "The browser may remove what waits when the phone is full. Put this page on the home screen, then it keeps it.",
  ends: "Signing out here deletes your jobs and their pictures from this phone. What waits to be sent stays, and goes when you sign in again.",
};
