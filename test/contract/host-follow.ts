import assert from "node:assert/strict";
import http, { type ServerResponse } from "node:http";
import https from "node:https";
import { test } from "node:test";
import type { AnswerLines, FollowOutcome, FollowRequest } from "../../src/engine/index.ts";
import { eventually } from "../support/eventually.ts";
import type { HostTraits, HostUnderTest } from "./host.ts";
import { listen, pem, silentServer } from "./listen.ts";

/** Answers that are read line by line while they come. */
export function followContract(traits: HostTraits): void {
  const { name, make } = traits;
  test(`${name}: following a server that is not there fails as any request does`, async (t) => {
    const { host } = await make(t);
    const outcome = await host.http.follow({ url: "http://127.0.0.1:1/" });
    assert.ok(outcome.is === "failed" && outcome.at === "connect", JSON.stringify(outcome));
    const signal = AbortSignal.abort();
    const cancelled = await host.http.follow({ url: "http://127.0.0.1:1/", signal });
    assert.ok(cancelled.is === "failed" && cancelled.at === "cancelled");
  });
  if (traits.hasSockets) socketFollow(traits);
}

/** Everything up to and with the end, failures by where they are. */
async function rest(lines: AnswerLines): Promise<readonly string[]> {
  const all: string[] = [];
  for (;;) {
    const next = await lines.next();
    if (next.is === "line") all.push(next.text);
    else return [...all, next.is === "failed" ? `failed at ${next.at}` : next.is];
  }
}

function linesOf(outcome: FollowOutcome): AnswerLines {
  assert.ok(outcome.is === "open", JSON.stringify(outcome));
  return outcome.lines;
}

function socketFollow({ name, make }: HostTraits): void {
  async function follow(
    under: HostUnderTest,
    port: number,
    given: Partial<FollowRequest> = {},
  ): Promise<FollowOutcome> {
    return under.host.http.follow({ url: `http://127.0.0.1:${port}/`, ...given });
  }

  test(`${name}: lines come one by one, each when it is there, however they were cut`, async (t) => {
    const under = await make(t);
    const answers: ServerResponse[] = [];
    const server = http.createServer((_, response) => {
      answers.push(response);
      response.flushHeaders();
    });
    const { port, sockets } = await listen(t, server, under);
    const lines = linesOf(await follow(under, port));
    const [answer] = answers;
    assert.ok(answer);
    const first = lines.next();
    answer.write("on");
    answer.write("e\ntw");
    assert.deepEqual(await first, { is: "line", text: "one" });
    const bytes = Buffer.from("o\n\nbüdy\nfour\nhalf a line");
    for (const byte of bytes) answer.write(Buffer.of(byte));
    answer.end();
    assert.deepEqual(await rest(lines), ["two", "", "büdy", "four", "ended"]);
    assert.deepEqual(await lines.next(), { is: "ended" });
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: only an answer that says yes is followed, every other one comes whole`, async (t) => {
    const under = await make(t);
    const server = http.createServer((request, response) => {
      response.writeHead(Number(request.url?.slice(1)), { "retry-after": "7", location: "/200" });
      response.end("why\n");
    });
    const { port, sockets } = await listen(t, server, under);
    for (const status of [301, 401, 410, 429, 500]) {
      const url = `http://127.0.0.1:${port}/${status}`;
      const outcome = await under.host.http.follow({ url });
      assert.ok(outcome.is === "answered");
      assert.equal(outcome.status, status);
      assert.equal(outcome.headers["retry-after"], "7");
      assert.equal(new TextDecoder().decode(outcome.body), "why\n");
      const small = await under.host.http.follow({ url, maxBytes: 2 });
      assert.ok(small.is === "failed" && small.at === "too-large");
    }
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: a connection that breaks in the middle of a line is no end in good order`, async (t) => {
    const under = await make(t);
    const server = http.createServer((request, response) => {
      response.write("whole\nhal");
      setTimeout(() => request.socket.destroy(), 50);
    });
    const { port } = await listen(t, server, under);
    const lines = linesOf(await follow(under, port));
    assert.deepEqual(await lines.next(), { is: "line", text: "whole" });
    assert.deepEqual(await rest(lines), ["failed at protocol"]);
  });

  test(`${name}: a server that stays silent, or gives single bytes, ends at the time limit`, async (t) => {
    const under = await make(t);
    const silent = await listen(t, silentServer(), under);
    const none = await follow(under, silent.port, { timeoutMs: 200 });
    assert.ok(none.is === "failed" && none.at === "timeout");
    const drips = http.createServer((_, response) => {
      response.write("first\n");
      const timer = setInterval(() => response.write("x"), 20);
      response.on("close", () => clearInterval(timer));
    });
    const dripping = await listen(t, drips, under);
    const lines = linesOf(await follow(under, dripping.port, { idleMs: 300 }));
    assert.deepEqual(await rest(lines), ["first", "failed at timeout"]);
    await eventually("no connection is kept", () => dripping.sockets.size === 0);
  });

  test(`${name}: a line longer than allowed ends it, one of exactly that length does not`, async (t) => {
    const under = await make(t);
    const server = http.createServer((request, response) => {
      response.write(`${"x".repeat(100_000)}\n${"y".repeat(100_001)}`);
      response.end(request.url === "/whole" ? "\n" : "");
    });
    const { port, sockets } = await listen(t, server, under);
    for (const path of ["whole", "half"]) {
      const url = `http://127.0.0.1:${port}/${path}`;
      const lines = linesOf(await follow(under, port, { url, maxLineBytes: 100_000 }));
      const seen = await rest(lines);
      assert.deepEqual(seen, ["x".repeat(100_000), "failed at too-large"]);
    }
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: whoever waits for a line is let go when it is cancelled or closed`, async (t) => {
    const under = await make(t);
    const server = http.createServer((_, response) => response.write("first\nsecond\n"));
    const { port, sockets } = await listen(t, server, under);
    const cancel = new AbortController();
    const first = linesOf(await follow(under, port, { signal: cancel.signal }));
    assert.deepEqual([await first.next(), await first.next()].length, 2);
    const waiting = first.next();
    cancel.abort();
    const told = { is: "failed", at: "cancelled", why: "cancelled" };
    assert.deepEqual(await waiting, told);
    const second = linesOf(await follow(under, port));
    assert.deepEqual(await second.next(), { is: "line", text: "first" });
    second.close();
    second.close();
    assert.deepEqual(await second.next(), told);
    await eventually("no connection is kept", () => sockets.size === 0);
  });

  test(`${name}: a server that says more than is read is held up, and nothing piles up here`, async (t) => {
    const under = await make(t);
    const [line, lines] = [`${"z".repeat(1023)}\n`, 64 * 1024];
    let written = 0;
    const server = http.createServer((_, response) => {
      const more = () => {
        while (written < lines) {
          written += 1;
          if (!response.write(line)) return;
        }
        response.end();
      };
      response.on("drain", more);
      more();
    });
    const { port } = await listen(t, server, under);
    const followed = linesOf(await follow(under, port));
    await followed.next();
    let [before, same] = [-1, 0];
    await eventually("the server waits", () => {
      same = written === before ? same + 1 : 0;
      before = written;
      return same > 20;
    });
    assert.ok(written < lines, `${written} of ${lines} lines were taken unread`);
    const left = await rest(followed);
    assert.equal(left.length, lines, "every line comes once they are read");
    assert.equal(left.at(-1), "ended");
  });

  test(`${name}: certificates count on both sides of an answer that is followed`, async (t) => {
    const under = await make(t);
    const ca = pem("ca");
    const keys = { cert: pem("server"), key: pem("server-key"), ca, requestCert: true };
    const server = https.createServer(
      { ...keys, rejectUnauthorized: false },
      (request, response) => {
        const socket = request.socket as import("node:tls").TLSSocket;
        response.end(`${socket.authorized ? socket.getPeerCertificate().subject.CN : "nobody"}\n`);
      },
    );
    const { port, sockets } = await listen(t, server, under);
    const url = `https://127.0.0.1:${port}/`;
    const tls = { ca, cert: pem("client"), key: pem("client-key") };
    const known = linesOf(await follow(under, port, { url, tls }));
    assert.deepEqual(await rest(known), ["bringup test client", "ended"]);
    const untrusted = await follow(under, port, { url });
    assert.ok(untrusted.is === "failed" && untrusted.at === "tls");
    await eventually("no connection is kept", () => sockets.size === 0);
  });
}
