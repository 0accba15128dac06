/**
 * A peer connection in a window of its own. Chromium lists the device's networks once for each
 * window, and updates that list late: after a second on Android, after two and more on Linux. A
 * connection made meanwhile gathers candidates on the network that is gone; a new window makes a
 * new list. The window lives as long as the connection.
 */
export function connectionInOwnWindow(config: RTCConfiguration): RTCPeerConnection {
  // Other browsers, which lack this field, list the networks for each connection.
  if (!("userAgentData" in navigator)) return new RTCPeerConnection(config);
  const frame = Object.assign(document.createElement("iframe"), { hidden: true });
  document.body.append(frame);
  const { RTCPeerConnection: Own } = frame.contentWindow as Window & typeof globalThis;
  const connection = new Own(config);
  const close = connection.close.bind(connection);
  connection.close = () => {
    close();
    frame.remove();
  };
  return connection;
}
