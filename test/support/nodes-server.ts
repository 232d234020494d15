import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import type { KubeAccess } from "../../src/kube/index.ts";
import { type MadeCertificate, makeCertificate } from "./make-certificate.ts";
import type { ModelAnswer, NodesModel } from "./nodes-model.ts";

/** What a request meets in place of the model: an answer, or a body as it is, or nothing at all. */
export type Fault =
  | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: object }
  | { readonly raw: string; readonly end?: "ended" | "broken" | "open" }
  | "silence"
  | "hang-up";

export interface NodesServer {
  readonly port: number;
  readonly access: KubeAccess;
  /** Of another authority: what this server says is not to be believed. */
  readonly strange: MadeCertificate;
  /** Asked for every request; `undefined`: it is served. */
  fault: (what: "list" | "watch", url: URL) => Fault | undefined;
  /** Everything asked for so far, paths with their query. */
  readonly asked: readonly string[];
  /** Watches that are open. */
  readonly open: ReadonlySet<ServerResponse>;
  /** Breaks every watch, after some bytes of a line. */
  drop(halfALine?: string): void;
  close(): Promise<void>;
}

/** An API server on loopback over TLS with an authority of its own; who shows no certificate is refused. */
export async function startNodesServer(model: NodesModel): Promise<NodesServer> {
  const authority = makeCertificate({ name: "authority of the nodes" });
  const strange = makeCertificate({ name: "another authority" });
  const own = makeCertificate({ name: "127.0.0.1", by: authority });
  const client = makeCertificate({ name: "admin", by: authority });
  const asked: string[] = [];
  const open = new Set<ServerResponse>();
  const server = createServer(
    {
      cert: own.cert,
      key: own.key,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: false,
    },
    (request, response) => serve(request, response),
  );

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "/", "https://localhost");
    asked.push(`${url.pathname}${url.search}`);
    if (!(request.socket as TLSSocket).authorized) return void send(response, UNAUTHORIZED);
    const other = OTHERS[url.pathname];
    if (other !== undefined) return void send(response, other);
    const isWatch = url.searchParams.get("watch") === "true";
    const fault = served.fault(isWatch ? "watch" : "list", url);
    if (fault !== undefined) return void spoil(response, fault);
    if (!isWatch) return void send(response, model.list(url.searchParams));
    watch(response, url.searchParams);
  }

  function watch(response: ServerResponse, parameters: URLSearchParams): void {
    const told: string[] = [];
    let tell = (line: string) => void told.push(line);
    const watched = model.watch(parameters, (line) => tell(line));
    if (typeof watched !== "function") return void send(response, watched);
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    tell = (line) => void response.write(line);
    for (const line of told) tell(line);
    open.add(response);
    const seconds = Number(parameters.get("timeoutSeconds") ?? 3600);
    const timer = setTimeout(() => response.end(), seconds * 1000);
    response.on("close", () => {
      clearTimeout(timer);
      open.delete(response);
      watched();
    });
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const served: NodesServer = {
    port,
    access: {
      server: `https://127.0.0.1:${port}`,
      tls: { ca: authority.cert, cert: client.cert, key: client.key },
    },
    strange,
    fault: () => undefined,
    asked,
    open,
    drop(halfALine = "") {
      for (const response of open) {
        if (halfALine !== "") response.write(halfALine);
        setImmediate(() => response.destroy());
      }
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return served;
}

/** What else is asked of an API server by whoever looks at its cluster. */
const OTHERS: Readonly<Record<string, ModelAnswer>> = {
  "/readyz": { status: 200, body: {} },
  "/api/v1/pods": { status: 200, body: { kind: "PodList", items: [] } },
};

const UNAUTHORIZED = { status: 401, body: { kind: "Status", message: "Unauthorized" } };

function send(response: ServerResponse, { status, body }: ModelAnswer): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
}

function spoil(response: ServerResponse, fault: Fault): void {
  if (fault === "silence") return;
  if (fault === "hang-up") return void response.destroy();
  if ("status" in fault) {
    response.writeHead(fault.status, { "content-type": "application/json", ...fault.headers });
    return void response.end(JSON.stringify(fault.body ?? { kind: "Status" }));
  }
  response.writeHead(200, { "content-type": "application/json" });
  response.write(fault.raw);
  if (fault.end === "ended") response.end();
  if (fault.end === "broken") setImmediate(() => response.destroy());
}
