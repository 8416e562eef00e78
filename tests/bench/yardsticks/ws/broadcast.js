// npm ws as its documentation shows a broadcast: every message goes to all clients of its room,
// which is the request's path.
import { WebSocketServer } from "ws";

const rooms = new Map();
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false, backlog: 4096 });

server.on("connection", (client, request) => {
  const room = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, room.add(client));
  client.on("error", () => client.terminate());
  client.on("close", () => room.delete(client));
  client.on("message", (data) => {
    for (const each of room) each.send(data, { binary: false });
  });
});
server.on("listening", () => console.log(`ws ready: http://127.0.0.1:${server.address().port}`));
