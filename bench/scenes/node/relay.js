// The peer of bench.signalling: Node's socket.io relaying bare, without authorization or limits.
const { createServer } = require("node:http");
const { Server } = require("socket.io");

const http = createServer((_request, response) => response.end("up"));
const io = new Server(http, { transports: ["websocket"], serveClient: false, perMessageDeflate: false });

io.on("connection", (socket) => {
  socket.on("enter", (session, answer) => {
    socket.join(session);
    answer({ ok: true });
  });
  socket.on("signal", (signal) => socket.to(signal.session).emit("signal", signal));
});

http.listen(Number(process.argv[2]), "127.0.0.1");
