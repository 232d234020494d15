import http from "node:http";
import https from "node:https";
import { type AddressInfo, connect as connectTcp, type Socket } from "node:net";
import type { TestContext } from "node:test";

export interface PracticeProxyOptions {
  /** Who may pass; everybody unless told. */
  readonly login?: { readonly username: string; readonly password: string };
  /** Raw text in place of letting a tunnel through. */
  readonly answer?: string;
  /** Where every destination leads, whatever its name. */
  readonly leadsTo: number;
  /** Spoken to over TLS. */
  readonly tls?: { readonly cert: string; readonly key: string };
}

export interface PracticeProxy {
  readonly port: number;
  /** First lines of what was asked, in order. */
  readonly asked: readonly string[];
  /** Logins as they came, decoded. */
  readonly logins: readonly string[];
  readonly sockets: ReadonlySet<Socket>;
}

/** A proxy that speaks CONNECT and whole addresses, on loopback, for one test. */
export async function practiceProxy(
  t: TestContext,
  options: PracticeProxyOptions,
): Promise<PracticeProxy> {
  const asked: string[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  const server = options.tls === undefined ? http.createServer() : https.createServer(options.tls);

  const isWelcome = ({ method, url, headers }: http.IncomingMessage): boolean => {
    asked.push(`${method} ${url}`);
    const [, pair = ""] = /^Basic (.+)$/.exec(headers["proxy-authorization"] ?? "") ?? [];
    const given = Buffer.from(pair, "base64").toString("utf8");
    if (given !== "") logins.push(given);
    const { login } = options;
    return login === undefined || given === `${login.username}:${login.password}`;
  };

  server.on("connect", (request, socket: Socket) => {
    socket.on("error", () => undefined);
    const refusal = options.answer ?? (isWelcome(request) ? undefined : LOGIN_WANTED);
    if (refusal !== undefined) {
      socket.end(refusal, "latin1");
      return;
    }
    const onward = connectTcp({ host: "127.0.0.1", port: options.leadsTo }, () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(onward).pipe(socket);
    });
    onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("close", () => onward.destroy());
  });
  server.on("request", (request, response) => {
    if (!isWelcome(request)) {
      response.writeHead(407, { "Proxy-Authenticate": 'Basic realm="p"' });
      response.end("log in first");
      return;
    }
    const { pathname, search } = new URL(request.url ?? "");
    const path = pathname + search;
    const headers = { ...request.headers, via: "1.1 practice" };
    const onward = { host: "127.0.0.1", port: options.leadsTo, path, method: request.method };
    request.pipe(
      http.request({ ...onward, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.rawHeaders);
        answer.pipe(response);
      }),
    );
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket.on("close", () => sockets.delete(socket)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, asked, logins, sockets };
}

const LOGIN_WANTED =
  'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="p"\r\n\r\n';
