import { createConnection } from "node:net";
import { eventually } from "../support/eventually.ts";

/** Lines both ways over a unix socket of the virtual machine. */
export interface Lines {
  send(line: string): void;
  close(): void;
}

/** Connects as soon as somebody listens, within ten seconds. */
export async function connectLines(path: string, heard: (line: string) => void): Promise<Lines> {
  const socket = await eventually(`${path} answers`, () => tryConnect(path));
  socket.setEncoding("utf8");
  let rest = "";
  socket.on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) heard(line);
  });
  // That the machine has gone is told by whoever waits for an answer.
  socket.on("error", () => undefined);
  return {
    send: (line) => void socket.write(`${line}\n`),
    close: () => void socket.destroy(),
  };
}

function tryConnect(path: string) {
  const socket = createConnection(path);
  return new Promise<typeof socket | undefined>((resolve) => {
    socket.once("connect", () => resolve(socket));
    socket.once("error", () => resolve(undefined));
  });
}
