export const check = {
  /** One line over the button that calls, by verdict and by what a call from here would be. */
  line: {
    whole: "Calls work here: video",
    silent: "Calls work here: video without sound",
    unseen: "Calls work here: voice only",
    none: "Camera and microphone are blocked in this browser",
    photosToo: "Calls work here: voice and photos",
    talk: "Calls work here: voice",
    mute: "The microphone is blocked in this browser",
    relayed: "Calls work here, through our relay",
    nothing: "No video here. Try mobile data",
    away: "No calls from here now: our server can't be reached",
    checking: "Checking what works here",
  },
  title: "Calls from here",
  what: {
    direct: "Video reaches us directly from here. There is nothing to do.",
    relayed:
      "This network blocks UDP, which direct calls need. Calls go through our relay instead: they work, but the picture may come a little later.",
    either:
      "Calls go directly from phone to expert where they can, and through our relay where they can't.",
    nothing:
      "Picture and voice don't get through here. Photos and notes still do, and so does the chat of a call.",
    away: "Our server can't be reached from here. What you take is safe on this phone and goes by itself later.",
    unknown: "There is nothing to try out: calls here go directly from phone to expert.",
  },
  todo: {
    nothing:
      "Switch the phone's Wi-Fi off, so that it uses mobile data, and check again. Or ask whoever runs this network to let us through.",
    denied:
      "Allow camera and microphone for this site in the browser's settings, then check again.",
    missing:
      "The browser sees no camera, or no microphone. Is one switched off, or not plugged in?",
  },
  server: "Our server",
  answers: "Answers",
  silent: "Does not answer",
  socket: "Live connection",
  stands: "Works",
  broken: "Can't be opened",
  ways: {
    direct: "Direct, over UDP",
    udp: "Relay, over UDP",
    tcp: "Relay, over TCP",
    tls: "Relay, over TLS as web pages",
  },
  open: "Open",
  openIn: (milliseconds: number) => `Open · ${milliseconds} ms`,
  closed: "Closed",
  camera: "Camera",
  microphone: "Microphone",
  allowed: {
    granted: "Allowed",
    ask: "Will be asked in the call",
    denied: "Not allowed",
    missing: "None found",
  },
  again: "Check again",
};
