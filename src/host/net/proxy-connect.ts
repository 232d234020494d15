import type { Socket } from "node:net";
import type { Endpoint, HttpProxy } from "../../engine/index.ts";
import { endpointText, PathError } from "./path-error.ts";
import { parseHead, refusalOf } from "./proxy-answer.ts";

interface TunnelRequest {
  readonly socket: Socket;
  readonly target: Endpoint;
  readonly proxy: HttpProxy;
  readonly signal: AbortSignal;
}

/** @throws PathError for what is no address of a proxy. */
export function proxyEndpoint(text: string): Endpoint & { readonly isTls: boolean } {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new PathError({
      stage: "proxy-tcp",
      code: "ERR_INVALID_URL",
      proxy: { stage: "proxy-tcp", code: "PROXY_UNREACHABLE" },
    });
  const isTls = url.protocol === "https:";
  const port = url.port === "" ? DEFAULT_PORTS[isTls ? "https" : "http"] : Number(url.port);
  return { host: url.hostname.replace(/^\[|\]$/g, ""), port, isTls };
}

const DEFAULT_PORTS = { http: 80, https: 443 } as const;

/** Basic (RFC 7617) in UTF-8. */
export function proxyLogin({ username, password }: HttpProxy): Readonly<Record<string, string>> {
  if (username === undefined || username === "") return {};
  const pair = Buffer.from(`${username}:${password ?? ""}`, "utf8").toString("base64");
  return { "Proxy-Authorization": `Basic ${pair}` };
}

/**
 * CONNECT by hand, so that an answer of the proxy stays one: a client that hands it on as a response
 * lets anybody on the way speak in the name of the server. @throws PathError
 */
export async function openTunnel(request: TunnelRequest): Promise<Socket> {
  const { socket, target, proxy } = request;
  const address = endpointText(target);
  if (/[^!-~]/.test(address)) throw new PathError({ stage: "tcp", code: "ENOTFOUND" });
  const login = Object.entries(proxyLogin(proxy)).map(([name, value]) => `${name}: ${value}`);
  const lines = [
    `CONNECT ${address} HTTP/1.1`,
    `Host: ${address}`,
    "User-Agent: bringup",
    ...login,
  ];
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  for (;;) {
    const text = await readHead(request);
    const head = parseHead(text);
    if (head === undefined)
      throw refused(text.charCodeAt(0) === 0x15 ? "PROXY_SCHEME_WRONG" : "PROXY_NOT_A_PROXY");
    if (head.status >= 200 && head.status < 300) return socket;
    if (head.status < 200) continue;
    const trouble = refusalOf(head);
    throw new PathError({ stage: trouble.stage, code: trouble.code, proxy: trouble });
  }
}

function refused(code: "PROXY_SCHEME_WRONG" | "PROXY_NOT_A_PROXY"): PathError {
  return new PathError({ stage: "proxy-connect", code, proxy: { stage: "proxy-connect", code } });
}

const LONGEST_HEAD = 32_768;

/** Up to the empty line; what came after it is put back for whoever reads next. */
function readHead({ socket, signal }: TunnelRequest): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let parts = Buffer.alloc(0);
  const onReadable = () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) {
      parts = Buffer.concat([parts, chunk as Buffer]);
      const end = parts.indexOf("\r\n\r\n");
      if (end >= 0) {
        const rest = parts.subarray(end + 4);
        settle(() => resolve(parts.subarray(0, end).toString("latin1")));
        if (rest.length > 0) socket.unshift(rest);
        return;
      }
      if (parts.length > LONGEST_HEAD || parts[0] === 0x15 || !couldBeHttp(parts))
        return settle(() => resolve(parts.toString("latin1")));
    }
  };
  const onEnd = () => settle(() => resolve(parts.toString("latin1")));
  const onError = (thrown: Error) => settle(() => reject(thrown));
  const onAbort = () => settle(() => reject(signal.reason));
  function settle(how: () => void) {
    socket.off("readable", onReadable).off("end", onEnd).off("close", onEnd).off("error", onError);
    signal.removeEventListener("abort", onAbort);
    how();
  }
  socket.on("readable", onReadable).on("end", onEnd).on("close", onEnd).on("error", onError);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  return promise;
}

function couldBeHttp(bytes: Buffer): boolean {
  const start = "HTTP/1.";
  return start.startsWith(bytes.subarray(0, start.length).toString("latin1"));
}
