import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { HttpBody, HttpIO, HttpOutcome, HttpRequest } from "../../src/engine/index.ts";

/** HTTP without the host module: what a foreign client, or a hostile one, would send. */
export const plainHttp: HttpIO = {
  get: (request) => call({ ...request, method: "GET" }),
  receive: async () => ({ is: "failed", at: "protocol", why: "nothing of a plane is that large" }),
  follow: async () => ({ is: "failed", at: "protocol", why: "nothing of a plane is followed" }),
  ask: (question) => call({ ...question, method: "POST" }),
  send: call,
};

type Call = HttpRequest & { readonly method: HttpBody["method"] | "GET" } & Pick<
    HttpBody,
    "body"
  > & {
    readonly ca?: string;
  };

function call({
  url,
  method,
  headers,
  body,
  maxBytes = 1 << 20,
  timeoutMs = 60_000,
  signal,
  ca,
}: Call) {
  return new Promise<HttpOutcome>((resolve) => {
    if (signal?.aborted) return resolve({ is: "failed", at: "cancelled", why: "cancelled" });
    const startedMs = performance.now();
    const fail = (
      at: "connect" | "protocol" | "timeout" | "too-large" | "cancelled",
      why: string,
    ) => {
      clearTimeout(timer);
      resolve({ is: "failed", at, why });
      sent.destroy();
    };
    const start = url.startsWith("https:") ? httpsRequest : httpRequest;
    const trust = ca === undefined ? {} : { ca };
    const options = { method, headers: { ...headers }, agent: false as const, ...trust };
    const sent = start(url, options, (answer) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
        chunks.push(chunk);
        if (bytes > maxBytes) fail("too-large", "too large");
      });
      answer.on("aborted", () => fail("protocol", "broken off"));
      answer.on("end", () => {
        clearTimeout(timer);
        const plain = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          is: "answered",
          status: answer.statusCode ?? 0,
          headers: Object.fromEntries(plain),
          body: Buffer.concat(chunks),
          tookMs: performance.now() - startedMs,
        });
      });
    });
    const timer = setTimeout(() => fail("timeout", "no answer in time"), timeoutMs);
    signal?.addEventListener("abort", () => fail("cancelled", "cancelled"), { once: true });
    sent.on("error", (thrown: NodeJS.ErrnoException) =>
      fail(thrown.code === "ECONNREFUSED" ? "connect" : "protocol", thrown.code ?? thrown.message),
    );
    sent.end(body);
  });
}
