import { once } from "node:events";
import { connect as connectTcp, isIP, type Socket } from "node:net";
import { checkServerIdentity, connect as connectTls, type TLSSocket } from "node:tls";
import type { Endpoint, HttpProxy, HttpTls } from "../../engine/index.ts";
import { openTunnel, proxyEndpoint } from "./proxy-connect.ts";
import { atStage, type Way } from "./stages.ts";
import { trustOptions } from "./trust.ts";

/** A socket that leads to the target itself, through the proxy if there is one. @throws PathError */
export async function dial(
  target: Endpoint,
  proxy: HttpProxy | undefined,
  way: Way,
): Promise<Socket> {
  if (proxy === undefined) return atStage("tcp", way, (signal) => dialTcp(target, way, signal));
  const socket = await dialProxy(proxy, way);
  return atStage("proxy-connect", way, (signal) =>
    guarded(socket, () => openTunnel({ socket, target, proxy, signal })),
  );
}

/** A unix socket of this machine. @throws PathError */
export async function dialSocket(path: string, way: Way): Promise<Socket> {
  return atStage("tcp", way, (signal) => {
    const socket = connectTcp({ path });
    return guarded(socket, async () => {
      await once(socket, "connect", { signal });
      return socket;
    });
  });
}

/** A socket that leads to the proxy. @throws PathError */
export async function dialProxy(proxy: HttpProxy, way: Way): Promise<Socket> {
  const { host, port, isTls } = proxyEndpoint(proxy.url);
  const plain = await atStage("proxy-tcp", way, (signal) => dialTcp({ host, port }, way, signal));
  if (!isTls) return plain;
  return atStage("proxy-tls", way, (signal) => shake(plain, { name: host, tls: proxy, signal }));
}

/**
 * TLS on a socket of `dial`. Neither a route nor a proxy changes the name that is asked for and that
 * the certificate must be for. @throws PathError
 */
export async function dialTls(
  socket: Socket,
  asked: Omit<ShakeRequest, "signal">,
  way: Way,
): Promise<TLSSocket> {
  return atStage("tls", way, (signal) => shake(socket, { ...asked, signal }));
}

interface ShakeRequest {
  readonly name: string;
  readonly tls: HttpTls;
  /** Offered by ALPN; `http/1.1` unless told. */
  readonly protocols?: readonly string[];
  readonly signal: AbortSignal;
}

async function shake(
  socket: Socket,
  { name, tls, protocols = ["http/1.1"], signal }: ShakeRequest,
): Promise<TLSSocket> {
  return guarded(socket, async () => {
    // TLS over a socket that is closed already never says a word.
    if (socket.destroyed) throw closedEarly();
    const secure = connectTls({
      socket,
      host: name,
      servername: isIP(name) === 0 ? name : "",
      checkServerIdentity: (_, certificate) => checkServerIdentity(name, certificate),
      rejectUnauthorized: tls.acceptAny !== true,
      ALPNProtocols: [...protocols],
      ...(tls.cert === undefined ? {} : { cert: tls.cert }),
      ...(tls.key === undefined ? {} : { key: tls.key }),
      ...trustOptions(tls),
    });
    await guarded(secure, () => once(secure, "secureConnect", { signal }));
    return secure;
  });
}

const closedEarly = () =>
  Object.assign(new Error("the other end has closed the connection"), { code: "ECONNRESET" });

async function dialTcp(target: Endpoint, way: Way, signal: AbortSignal): Promise<Socket> {
  // Port 0 cannot be connected to: the system refuses it, as it would when nobody listens.
  const { host, port } = way.route(target) ?? { host: "127.0.0.1", port: 0 };
  const socket = connectTcp({ host, port });
  await guarded(socket, () => once(socket, "connect", { signal }));
  way.peer = socket.remoteAddress ?? "";
  return socket;
}

/** What fails is closed; and a socket that fails later has nobody to tell, which is no crash. */
async function guarded<T>(socket: Socket, work: () => Promise<T>): Promise<T> {
  socket.on("error", () => undefined);
  try {
    return await work();
  } catch (thrown) {
    socket.destroy();
    throw thrown;
  }
}
