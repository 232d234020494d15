import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** A port of loopback below those that the kernel gives away by itself: nobody gets it in between. */
export async function freePort(): Promise<number> {
  const port = 10_000 + Math.floor(Math.random() * 20_000);
  if (!(await isReserved(port))) return freePort();
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/**
 * Nobody else is given it while this process lives, in whatever lane: its twin of UDP is held, which whoever listens at
 * the port itself does not notice.
 */
function isReserved(port: number): Promise<boolean> {
  const twin = createSocket("udp4").unref();
  return new Promise((resolve) => {
    twin.once("error", () => {
      twin.close();
      resolve(false);
    });
    twin.bind({ port, address: "127.0.0.1", exclusive: true }, () => resolve(true));
  });
}
