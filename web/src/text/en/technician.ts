import { viewfinder } from "./viewfinder";

export const technician = {
  viewfinder,
  today: "Today",
  hello: (name: string) => `${name}'s jobs`,
  notHers: "There is no such job on your list",
  notHersWhat: "The desk may have given it to somebody else. Ask them if you are on site for it.",
  toToday: "To your day",
  nothing: "No jobs for you now",
  nothingWhat: "When your dispatcher assigns one, it appears here by itself.",
  done: "Finished",
  verbs: {
    acknowledge: "I'm on it",
    arrive: "I'm here",
    resume: "Go on",
    open: "Open the job",
  },
  access: "Access",
  openMap: "Open the map",
  asset: "Asset",
  photo: "Photo",
  gallery: "From the gallery",
  galleryShort: "Gallery",
  note: "Note",
  chatLine: "Line of chat",
  getHelp: "Get help",
  phases: "What you are recording",
  emptyPhase: {
    before: "No pictures from before yet. Take one before you touch anything.",
    during: "Nothing from during the work yet.",
    after: "No pictures from after yet. Show how you leave it.",
  },
  stages: {
    writing: "Saving on this phone",
    onlyHere: "Only on this page",
    waiting: "Waiting",
    preparing: "Preparing",
    checking: "Checking",
    stored: "Stored and checked",
    refused: "Not stored",
    retrying: "Trying again",
  },
  sending: (percent: number) => `Sending ${percent} %`,
  relaying: (percent: number) => `Sending ${percent} % through the server`,
  relayed: "Stored and checked, sent through the server",
  relayedFiles: {
    underWay: (count: number) =>
      `This network blocks the photo store, so ${count === 1 ? "1 file goes" : `${count} files go`} through the server. There is nothing for you to do.`,
    arrived: (count: number) =>
      `${count === 1 ? "1 file" : `${count} files`} went through the server, since this network blocks the photo store.`,
  },
  outboxAll: (stored: number) =>
    stored === 1 ? "1 of 1 stored and checked" : `${stored} of ${stored} stored and checked`,
  outboxSome: (stored: number, all: number, waiting: number) =>
    `${stored} of ${all} stored · ${waiting} waiting`,
  outboxOffline: (waiting: number) =>
    waiting === 1
      ? "Your phone has no network. 1 item is safe here and will go by itself."
      : `Your phone has no network. ${waiting} items are safe here and will go by themselves.`,
  spared: (count: number, size: string) =>
    `${count === 1 ? "1 file" : `${count} files`} (${size}) for Wi-Fi`,
  sendSpared: "Send now",
  onlyHere: {
    full: (count: number) =>
      `This phone has no room: ${count === 1 ? "1 item is" : `${count} items are`} only on this page. Leave the page open until all is stored, or free some room on the phone.`,
    failed: (count: number) =>
      `This phone's storage does not work just now: ${count === 1 ? "1 item is" : `${count} items are`} only on this page. Leave the page open until all is stored.`,
  },
  waitsFor: (name: string, count: number) =>
    count === 1
      ? `1 item on this phone waits for ${name}. It goes when ${name} signs in here.`
      : `${count} items on this phone wait for ${name}. They go when ${name} signs in here.`,
  leftHere: {
    title: "Is this yours?",
    what: (items: number, drafts: number) => {
      const counted = [
        items === 1 ? "1 unsent item" : items > 1 && `${items} unsent items`,
        drafts === 1 ? "1 draft" : drafts > 1 && `${drafts} drafts`,
      ].filter(Boolean);
      return `An earlier version kept ${counted.join(" and ")} on this device without noting whose. It is sent, and shown, once somebody says so.`;
    },
    mine: "It is mine",
    notMine: "It is not mine",
  },
  refusedTitle: "Not stored",
  refusedRetry: "Send again",
  refusedRemove: "Remove",
  refused: {
    too_large: "This is larger than the server takes.",
    not_a_picture: "This file is not a picture the server can take.",
    upload_mismatch: "What arrived was not what your phone sent. Send it again.",
    unreadable_file:
      "This file was changed, moved or removed before this phone had copied it. Choose it again.",
    store_refused:
      "The store did not take this. Send it again. If it keeps failing, tell your dispatcher.",
    other: "The server did not take this.",
  } as Record<string, string>,
  waitsBecause: {
    offline: "The server can't be reached just now. It is safe on this phone and goes by itself.",
    store_unreachable:
      "The server answers, but the photo store can't be reached from here. It is safe on this phone and goes by itself. If it stays like this, tell your dispatcher.",
  } as Record<string, string>,
  attached: (name: string) => `${name} goes as an attached file, not as a picture.`,
  notTaken: {
    empty: (name: string) =>
      `${name} is empty: the gallery has not fetched it yet, or it was never saved. Open it there once, then choose it again.`,
    unreadable: (name: string) =>
      `${name} can't be read: it was moved, changed or deleted, or the gallery does not fetch it. Choose it again.`,
    gif: (name: string) =>
      `${name} is a GIF, which can't be taken as a photo. Save it as JPEG or PNG, then choose that.`,
    tiff: (name: string) =>
      `${name} is a TIFF picture, which can't be shown in browsers. Save it as JPEG or PNG, then choose that.`,
    raw: (name: string) =>
      `${name} is a raw photo, which only photo programs can show. Choose the JPEG or HEIC that the camera saved with it.`,
    burst: (name: string) =>
      `${name} is a burst of several pictures in one file. Save the one that you mean by itself, then choose that.`,
    film: (name: string) => `${name} is a video. Choose photos, or show it live in a call.`,
    other: (name: string) =>
      `${name} is no photo of a kind that can be taken: choose a JPEG, PNG, WebP, HEIC or AVIF.`,
  },
  oversized: {
    title: "Too large to be shown",
    what: (name: string, megapixels: number, most: number) =>
      `${name} has ${megapixels} megapixels. Pages can show up to ${most}: of this one, everybody would see a line of words and no picture.`,
    smaller:
      "Save a smaller copy in your gallery, or set the camera to fewer megapixels and take it again. Then choose that.",
    original:
      "If you send it as it is, the original is stored and checked, and your office can download it. If you don't, it stays in your gallery.",
    leave: "Don't send it",
    send: "Send it as it is",
  },
  captionLate: "It has just left. Tap the stored picture to add the caption.",
  removed: "Removed",
  cameraRefused: "The camera is blocked for this page",
  cameraRefusedHow:
    "Allow it in the browser's settings for this site, then reload. Until then, choose photos from the gallery.",
  deviceRefused: {
    camera: {
      denied: "The camera is blocked for this page.",
      missing: "This device has no camera that the browser can use.",
      busy: "Another app is using the camera. Close it, then try again.",
      silent:
        "The camera does not answer. If the phone asks, tap Allow. Else close other apps that use it, then try again.",
      insecure: "The camera works only on a secure (https) page.",
      unsupported: "This browser can't show the camera. You can still talk and send photos.",
    },
    microphone: {
      denied: "The microphone is blocked for this page.",
      missing: "This device has no microphone that the browser can use.",
      busy: "Another app is using the microphone. Close it, then try again.",
      silent:
        "The microphone does not answer. If the phone asks, tap Allow. Else close other apps that use it, then try again.",
      insecure: "The microphone works only on a secure (https) page.",
      unsupported: "This browser can't use the microphone. You can still write.",
    },
  },
  nameless: "file",
  attach: "Attach a file",
  attachForTeam: "Attach a file, for us only",
  noteTitle: "Note",
  noteLabel: "What do you see, what did you do?",
  noteKept: "Kept on this phone until you save it.",
  noteSave: "Save the note",
  voice: {
    title: "Voice note",
    short: "Voice",
    label: "Voice note",
    opening: "Opening the microphone",
    speak: "Speak now. It is kept on this phone and goes by itself.",
    speakOnlyHere:
      "Speak now. This phone has not kept it so far, so leave the page open until it is stored.",
    of: (longest: string) => `of ${longest}`,
    keep: "Keep it",
    discard: "Discard",
    kept: (time: string) => `Voice note kept, ${time}`,
    removed: "Voice note removed",
    nothing: "Nothing was heard, so nothing is kept.",
    late: "It is stored already. Withdraw it in the list.",
    cannot: "This browser can't record a voice. Write a note instead.",
  },
  noteInternal: "Only for us, not for the client",
  finish: "Finish the job",
  finishTitle: "Finish the job",
  fault: "What was wrong?",
  work: "What did you do?",
  finishWhat: "The client reads these two answers first.",
  hold: "Put on hold",
  holdTitle: "Put on hold",
  holdReason: "What are you waiting for?",
  onHold: "On hold",
  doneTitle: "Finished",
  canceledTitle: "Canceled",
  unsent: (count: number) =>
    count === 1
      ? "1 item is still on its way. You can finish; it goes by itself."
      : `${count} items are still on their way. You can finish; they go by themselves.`,
};
