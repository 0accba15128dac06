"""ClientSockets of Socket.IO: handshake, limits, who is connected, and what is sent."""
