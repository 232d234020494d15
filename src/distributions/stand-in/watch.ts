import type { ServerResponse } from "node:http";
import type { ApiResponse } from "./api-shape.ts";

interface Watched {
  /** As it was asked for. */
  readonly url: string;
  ask(url: string): ApiResponse | undefined;
}

/** A change is told this late at most. */
const LOOK_EVERY_MS = 200;
const DEFAULT_SECONDS = 1800;

/** Keeps a watch open: what a whole answer says now, then what it says later, until the time is over. */
export function goOn(response: ServerResponse, first: ApiResponse, { url, ask }: Watched): void {
  response.writeHead(first.status, { "content-type": first.type });
  response.flushHeaders();
  if (first.body !== "") response.write(first.body);
  const at = new URL(url, "https://localhost");
  const seconds = Number(at.searchParams.get("timeoutSeconds") ?? DEFAULT_SECONDS);
  let from = first.goesOnFrom;
  const looks = setInterval(() => {
    at.searchParams.set("resourceVersion", from ?? "");
    const next = ask(at.pathname + at.search);
    // A server that forgot, or is about to end, ends its watches too.
    if (next?.goesOnFrom === undefined) return void response.destroy();
    from = next.goesOnFrom;
    if (next.body !== "") response.write(next.body);
  }, LOOK_EVERY_MS);
  const end = setTimeout(() => response.end(), seconds * 1000);
  response.on("close", () => {
    clearInterval(looks);
    clearTimeout(end);
  });
}
