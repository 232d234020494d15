import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { TestContext } from "node:test";
import type { HttpOutcome } from "../../src/engine/index.ts";
import { plainHttp } from "../plane/plain-http.ts";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 1 for the first request. */
  readonly number: number;
}

/** What happens to one request on its way. */
export type Sabotage =
  | { readonly is: "pass" }
  /** The plane never hears of it. */
  | { readonly is: "lose-request" }
  /** The plane acts, the host never learns. */
  | { readonly is: "lose-answer" }
  | { readonly is: "answer"; readonly write: (outgoing: ServerResponse) => void }
  /** Passed on, with the body of the answer changed. */
  | { readonly is: "alter"; readonly body: (body: string) => string };

/** Stands between host and plane, where proxies, portals and broken lines are. */
export interface Front {
  readonly url: string;
  target: string;
  sabotage: (request: Seen) => Sabotage;
  readonly seen: Seen[];
}

export async function openFront(t: TestContext): Promise<Front> {
  const front = {
    url: "",
    target: "",
    sabotage: (): Sabotage => ({ is: "pass" }),
    seen: [] as Seen[],
  };
  const server = createServer((incoming, outgoing) => {
    void handle(front, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  front.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return front;
}

async function handle(front: Front, incoming: IncomingMessage, outgoing: ServerResponse) {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  const { method = "", url: path = "" } = incoming;
  const seen = { method, path, headers, body, number: front.seen.length + 1 };
  front.seen.push(seen);
  const sabotage = front.sabotage(seen);
  if (sabotage.is === "answer") return sabotage.write(outgoing);
  if (sabotage.is === "lose-request") return void incoming.socket.destroy();
  const gone = new AbortController();
  outgoing.once("close", () => gone.abort());
  const outcome = await plainHttp.send({
    url: `${front.target}${path}`,
    method: method as "POST",
    headers: { ...headers, connection: "close" },
    body,
    timeoutMs: 60_000,
    signal: gone.signal,
  });
  if (outcome.is === "failed" || sabotage.is === "lose-answer") {
    return void incoming.socket.destroy();
  }
  reply(outgoing, outcome, sabotage.is === "alter" ? sabotage.body : (text) => text);
}

function reply(
  outgoing: ServerResponse,
  { status, headers, body }: Extract<HttpOutcome, { is: "answered" }>,
  change: (body: string) => string,
) {
  const { "content-length": _length, "transfer-encoding": _encoding, ...rest } = headers;
  outgoing.writeHead(status, rest);
  outgoing.end(change(new TextDecoder().decode(body)));
}
