/**
 * Chromium asks the system for its networks once for each window, and hears of changes late: a second on
 * Android, two and more on Linux. A connection made meanwhile searches on the network that is gone. A
 * window that is made for it asks by itself, and lives as long as it does.
 */
export function connectionInOwnWindow(config: RTCConfiguration): RTCPeerConnection {
  // Others ask for each connection; they have no such name for themselves.
  if (!("userAgentData" in navigator)) return new RTCPeerConnection(config);
  const frame = Object.assign(document.createElement("iframe"), { hidden: true });
  document.body.append(frame);
  const { RTCPeerConnection: Own } = frame.contentWindow as Window & typeof globalThis;
  const made = new Own(config);
  const close = made.close.bind(made);
  made.close = () => {
    close();
    frame.remove();
  };
  return made;
}
