import http, { type ClientRequest, type IncomingMessage, type RequestOptions } from "node:http";
import https from "node:https";
import type { Duplex } from "node:stream";
import type { Endpoint, HttpProxy, HttpTls } from "../../engine/index.ts";
import { dial, dialProxy, dialSocket, dialTls } from "./dial.ts";
import { proxyLogin } from "./proxy-connect.ts";
import type { Way } from "./stages.ts";

export interface AgentParts {
  readonly url: URL;
  readonly proxy: HttpProxy | undefined;
  readonly tls: HttpTls | undefined;
  /** Where it is on the disk of this machine. */
  readonly socketPath: string | undefined;
  readonly way: Way;
}

type Give = (error: Error | null, stream: Duplex) => void;

/**
 * Agents for one request: no connection outlives it. For https the proxy only sees CONNECT; a plain
 * request is made to the proxy itself, with the whole address and the login.
 */
export function onceAgents({ url, proxy, tls, socketPath, way }: AgentParts) {
  const plain = new http.Agent({ keepAlive: false });
  const secure = new https.Agent({ keepAlive: false });
  const target = targetOf(url);
  const dialPlain = () => {
    if (socketPath !== undefined) return dialSocket(socketPath, way);
    return proxy === undefined ? dial(target, proxy, way) : dialProxy(proxy, way);
  };
  plain.createConnection = (_, give) => handOver(dialPlain(), give);
  secure.createConnection = (_, give) => {
    const tunnel = dial(target, proxy, way);
    const asked = { name: target.host, tls: tls ?? {} };
    return handOver(
      tunnel.then((socket) => dialTls(socket, asked, way)),
      give,
    );
  };
  const isForwarded = proxy !== undefined && url.protocol === "http:";
  return {
    http: plain,
    https: secure,
    headers: isForwarded ? proxyLogin(proxy) : {},
    request: isForwarded ? wholeAddress : undefined,
    destroy() {
      plain.destroy();
      secure.destroy();
    },
  };
}

/** The absolute form of RFC 9112, 3.2.2, without what may stand before the host. */
function wholeAddress(
  url: URL,
  options: RequestOptions,
  callback?: (response: IncomingMessage) => void,
): ClientRequest {
  const path = `${url.origin}${url.pathname}${url.search}`;
  return http.request(url, { ...options, path }, callback);
}

function targetOf({ hostname, port, protocol }: URL): Endpoint {
  const usual = protocol === "https:" ? 443 : 80;
  return { host: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? usual : Number(port) };
}

function handOver(socket: Promise<Duplex>, give: Give | undefined): undefined {
  const failed = give as ((error: unknown) => void) | undefined;
  socket.then((stream) => give?.(null, stream), failed);
}
