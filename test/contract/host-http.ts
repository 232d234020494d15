import assert from "node:assert/strict";
import http from "node:http";
import https from "node:https";
import { createServer } from "node:net";
import { test } from "node:test";
import type { HttpOutcome } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import type { HostTraits } from "./host.ts";
import { listen, pem, silentServer } from "./listen.ts";

/** Everything of an outcome but the time it took. */
function told(outcome: HttpOutcome): unknown {
  if (outcome.is === "failed") return `${outcome.is} at ${outcome.at}`;
  return [outcome.status, new TextDecoder().decode(outcome.body)];
}

async function* partsOf(): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("ab");
  yield new TextEncoder().encode("cd");
}

export function httpContract({ name, make }: HostTraits): void {
  test(`${name}: a request carries method, headers and body, and brings the answer back`, async (t) => {
    const under = await make(t);
    const server = http.createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        response.setHeader("X-Twice", ["a", "b"]);
        response.writeHead(request.method === "GET" ? 200 : 418);
        const { authorization, host } = request.headers;
        response.end(
          JSON.stringify([
            request.method,
            request.url,
            authorization,
            host,
            `${Buffer.concat(parts)}`,
          ]),
        );
      });
    });
    const { port, sockets } = await listen(t, server, under);
    const url = `http://127.0.0.1:${port}/path?q=1`;
    const headers = { authorization: "Bearer x" };
    const got = await under.host.http.get({ url, headers });
    const host = `127.0.0.1:${port}`;
    assert.deepEqual(told(got), [200, JSON.stringify(["GET", "/path?q=1", "Bearer x", host, ""])]);
    assert.ok(got.is === "answered");
    assert.equal(got.headers["x-twice"], "a, b");
    for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
      const sent = await under.host.http.send({ url, method, body: "büdy", headers });
      const wanted = JSON.stringify([method, "/path?q=1", "Bearer x", host, "büdy"]);
      assert.deepEqual(told(sent), [418, wanted]);
    }
    const empty = await under.host.http.send({ url, method: "POST", headers });
    assert.deepEqual(told(empty), [
      418,
      JSON.stringify(["POST", "/path?q=1", "Bearer x", host, ""]),
    ]);
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: a server at a unix socket is asked past any proxy; none, a dead and a mute one are told apart`, async (t) => {
    const under = await make(t);
    const path = `${under.folder}/control.socket`;
    const ask = (rest = {}) =>
      under.host.http.get({ url: "http://localhost/1.0?a=b", socketPath: path, ...rest });
    const none = await ask();
    assert.deepEqual(none, {
      is: "failed",
      at: "connect",
      why: "localhost: there is no such socket",
    });
    const seen: (string | undefined)[] = [];
    const server = http.createServer((request, response) => {
      const { url, headers, method } = request;
      seen.push(headers.host, url);
      if (method === "POST") request.pipe(response);
      else if (url !== "/mute") response.end("here");
    });
    await new Promise<void>((resolve) => server.listen(under.place(path), resolve));
    t.after(() => server.close());
    assert.deepEqual(told(await ask()), [200, "here"]);
    const proxy = { url: "http://127.0.0.1:1" };
    assert.deepEqual(told(await ask({ proxy })), [200, "here"]);
    assert.deepEqual(seen, ["localhost", "/1.0?a=b", "localhost", "/1.0?a=b"]);
    const sent = { url: "http://localhost/2", socketPath: path, method: "POST" } as const;
    assert.deepEqual(told(await under.host.http.send({ ...sent, body: "büdy" })), [200, "büdy"]);
    const upload = { bytes: 4, open: partsOf };
    assert.deepEqual(told(await under.host.http.send({ ...sent, upload })), [200, "abcd"]);
    const mute = await ask({ url: "http://localhost/mute", timeoutMs: 200 });
    assert.equal(told(mute), "failed at timeout");
    await under.host.files.writeAtomic(`${path}.file`, "", { mode: 0o600 });
    const dead = await ask({ socketPath: `${path}.file` });
    assert.equal(told(dead), "failed at connect");
  });

  test(`${name}: a question by POST is sent when it is known to change nothing, else refused unsent`, async (t) => {
    const under = await make(t);
    const seen: string[] = [];
    const server = http.createServer((request, response) => {
      seen.push(`${request.method} ${request.url} ${request.headers["content-type"]}`);
      request.resume().on("end", () => response.end("{}"));
    });
    const { port } = await listen(t, server, under);
    const ask = (path: string, body: string) =>
      under.host.http.ask({ url: `http://127.0.0.1:${port}${path}`, body });
    assert.deepEqual(told(await ask("/v3/maintenance/status", "{}")), [200, "{}"]);
    for (const [path, body] of [
      ["/v3/kv/put", "{}"],
      ["/v3/maintenance/alarm", '{"action":"GET"}'],
      ["/v3/cluster/member/list?x", "{}"],
      ["/v3/cluster/member/../member/remove", "{}"],
    ] as const)
      assert.equal(told(await ask(path, body)), "failed at protocol");
    assert.deepEqual(seen, ["POST /v3/maintenance/status application/json"]);
  });

  test(`${name}: every status is an answer, and redirects are not followed`, async (t) => {
    const under = await make(t);
    let asked = 0;
    const server = http.createServer((request, response) => {
      asked += 1;
      response.writeHead(Number(request.url?.slice(1)), { location: "/200" });
      response.end();
    });
    const { port } = await listen(t, server, under);
    for (const status of [204, 301, 307, 401, 404, 429, 500, 503]) {
      const outcome = await under.host.http.get({ url: `http://127.0.0.1:${port}/${status}` });
      assert.deepEqual(told(outcome), [status, ""]);
    }
    assert.equal(asked, 8);
  });

  test(`${name}: an answer larger than allowed is refused while it still comes`, async (t) => {
    const under = await make(t);
    const server = http.createServer((_, response) => {
      const chunk = Buffer.alloc(64 * 1024);
      const more = () => {
        while (response.write(chunk));
      };
      response.on("drain", more);
      more();
    });
    const { port, sockets } = await listen(t, server, under);
    const url = `http://127.0.0.1:${port}/`;
    assert.equal(
      told(await under.host.http.get({ url, maxBytes: 100_000 })),
      "failed at too-large",
    );
    assert.equal(told(await under.host.http.get({ url })), "failed at too-large");
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: a silent server, and one that stops in the middle, end at the time limit`, async (t) => {
    const under = await make(t);
    const silent = await listen(t, silentServer(), under);
    const stalls = http.createServer((_, response) => response.write("begin"));
    const half = await listen(t, stalls, under);
    for (const { port } of [silent, half]) {
      const request = { url: `http://127.0.0.1:${port}/`, timeoutMs: 200 };
      assert.equal(told(await under.host.http.get(request)), "failed at timeout");
    }
    await eventually("no connection is kept", () => silent.sockets.size + half.sockets.size === 0);
  });

  test(`${name}: a cancelled request ends at once`, async (t) => {
    const under = await make(t);
    const { port, sockets } = await listen(t, silentServer(), under);
    const cancel = new AbortController();
    const url = `http://127.0.0.1:${port}/`;
    const pending = under.host.http.get({ url, signal: cancel.signal });
    await eventually("the request is on its way", () => sockets.size === 1);
    cancel.abort();
    assert.equal(told(await pending), "failed at cancelled");
    const late = await under.host.http.get({ url, signal: cancel.signal });
    assert.equal(told(late), "failed at cancelled");
  });

  test(`${name}: nobody listening is a refusal, for requests and connections alike`, async (t) => {
    const under = await make(t);
    const server = createServer();
    const { port } = await listen(t, server, under);
    assert.equal((await under.host.connect({ host: "127.0.0.1", port }, {})).is, "connected");
    await new Promise((resolve) => server.close(resolve));
    const refused = await under.host.connect({ host: "127.0.0.1", port }, {});
    assert.deepEqual(refused, { is: "refused" });
    const outcome = await under.host.http.get({ url: `http://127.0.0.1:${port}/` });
    assert.deepEqual(outcome, {
      is: "failed",
      at: "connect",
      why: `127.0.0.1:${port}: connection refused`,
    });
  });

  test(`${name}: garbage in place of HTTP is a protocol failure, never an answer`, async (t) => {
    const under = await make(t);
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.2\r\n"));
    const { port } = await listen(t, server, under);
    const outcome = await under.host.http.get({ url: `http://127.0.0.1:${port}/` });
    assert.equal(told(outcome), "failed at protocol");
    const cut = createServer((socket) => {
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"));
    });
    const second = await listen(t, cut, under);
    const half = await under.host.http.get({ url: `http://127.0.0.1:${second.port}/` });
    assert.equal(told(half), "failed at protocol");
    const none = await under.host.http.get({ url: "ftp://127.0.0.1/" });
    assert.equal(told(none), "failed at protocol");
  });

  test(`${name}: a certificate counts only when its authority and its name are right`, async (t) => {
    const under = await make(t);
    const options = { cert: pem("server"), key: pem("server-key") };
    const server = https.createServer(options, (_, response) => response.end("hello"));
    const { port } = await listen(t, server, under);
    const [ca, url] = [pem("ca"), `https://127.0.0.1:${port}/`];
    const get = (request: Parameters<typeof under.host.http.get>[0]) =>
      under.host.http.get(request);
    assert.deepEqual(told(await get({ url, tls: { ca } })), [200, "hello"]);
    assert.deepEqual(told(await get({ url: `https://localhost:${port}/`, tls: { ca } })), [
      200,
      "hello",
    ]);
    assert.equal(told(await get({ url })), "failed at tls");
    assert.deepEqual(told(await get({ url, tls: { acceptAny: true } })), [200, "hello"]);
    const wrong = await get({ url: `https://127.0.0.2:${port}/`, tls: { ca } });
    assert.ok(wrong.is === "failed", "a certificate for another address");
    assert.equal(told(await get({ url, tls: { ca: "not a certificate" } })), "failed at tls");
  });

  test(`${name}: TLS spoken to a plain server, and plain to TLS, are told apart from no answer`, async (t) => {
    const under = await make(t);
    const plain = await listen(t, http.createServer(), under);
    const options = { cert: pem("server"), key: pem("server-key") };
    const secure = await listen(t, https.createServer(options), under);
    const first = await under.host.http.get({ url: `https://127.0.0.1:${plain.port}/` });
    assert.equal(told(first), "failed at tls");
    const second = await under.host.http.get({ url: `http://127.0.0.1:${secure.port}/` });
    assert.equal(told(second), "failed at protocol");
  });

  test(`${name}: a client certificate is shown to a server that asks for one`, async (t) => {
    const under = await make(t);
    const ca = pem("ca");
    const options = { cert: pem("server"), key: pem("server-key"), ca, requestCert: true };
    const server = https.createServer(
      { ...options, rejectUnauthorized: false },
      (request, response) => {
        const socket = request.socket as import("node:tls").TLSSocket;
        response.end(socket.authorized ? socket.getPeerCertificate().subject.CN : "nobody");
      },
    );
    const { port } = await listen(t, server, under);
    const url = `https://127.0.0.1:${port}/`;
    const tls = { ca, cert: pem("client"), key: pem("client-key") };
    assert.deepEqual(told(await under.host.http.get({ url, tls })), [200, "bringup test client"]);
    assert.deepEqual(told(await under.host.http.get({ url, tls: { ca } })), [200, "nobody"]);
  });

  test(`${name}: failures never repeat what the address carried`, async (t) => {
    const under = await make(t);
    const outcome = await under.host.http.get({
      url: "http://user:hunter2@127.0.0.1:1/?token=hunter2",
    });
    assert.ok(outcome.is === "failed");
    assert.equal(outcome.why.includes("hunter2"), false);
  });
}
