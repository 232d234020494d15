import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import { claimsOf, type HostKey } from "../../src/plane/host-key.ts";
import { cases } from "../support/every-cut.ts";
import { enrolment } from "./raw-host.ts";
import { openRegistered, type RegisteredHost } from "./registered.ts";
import { createSeeded } from "./seeded-bytes.ts";

/** A thousand with `MANY_CUTS=1`. */
const COUNT = cases(1000);
const AT_ONCE = 16;

/** One request as bytes; `at` chooses among the spellings of a kind. */
type Kind = (at: number, bytes: (count: number) => Buffer) => Buffer | Promise<Buffer>;

const text = (...lines: readonly string[]) => Buffer.from(lines.join("\r\n"), "latin1");
const posted = (path: string, body: string, ...headers: readonly string[]) =>
  text(
    `POST ${path} HTTP/1.1`,
    "host: x",
    "content-type: application/json",
    ...headers,
    `content-length: ${Buffer.byteLength(body)}`,
    "",
    body,
  );

const PATHS = [
  ...["/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//evil.example/a", "/a/%00", "/h/%zz"],
  ...["/hosts/../token", "/hosts/%2F%2F/desired", "/a;x=1", "/\\..\\a", "/a?%", "/a#x", "*"],
  ...["http://[::1", "http://evil.example/a", `/${"a/".repeat(400)}`, "/__proto__/constructor"],
];
const METHODS = ["GET", "get", "BREW", "OPTIONS", "TRACE", "HEAD", "PROPFIND", "", "P\x00ST"];
const TYPES = ["text/plain", "application/xml", "multipart/form-data; boundary=x", "", "a\x01b"];
const JSONS = [
  ...["{", "[]", "null", "1e999", '{"a":', '"\\ud800"', "{}{}", "\uFEFF{}", "{'a':1}", "NaN"],
  ...['{"__proto__":{"x":1}}', `"${"x".repeat(1000)}"`, '{"hostUid":{"$gt":""}}', '{"hostUid":[]}'],
];

function kindsFor(host: RegisteredHost, url: string): readonly Kind[] {
  const signedBody = async (path: string, body: string) => {
    const nowMs = Date.parse("2026-01-01T00:00:00Z");
    const proof = await host.key.prove(claimsOf({ method: "POST", url: url + path, body, nowMs }));
    return posted(path, body, `edge-proof: ${proof}`, "idempotency-key: key-00000001");
  };
  const pick = (list: readonly string[], at: number) => list[at % list.length] ?? "";
  return [
    (at, bytes) => bytes(1 + ((at * 37) % 900)),
    (at) => text(`GET ${pick(PATHS, at)} HTTP/1.1`, "host: x", "", ""),
    (at) => text(`${pick(METHODS, at)} /token HTTP/1.1`, "host: x", "", ""),
    (at) => text(`GET /a HTTP/${pick(["9.9", "1", "", "2.0", "1.1x"], at)}`, "host: x", "", ""),
    () => text("PRI * HTTP/2.0", "", "SM", "", ""),
    () => text("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", ""),
    (at) => text("GET /a HTTP/1.1", "host: x", `x: ${"y".repeat(1000 * (at % 40))}`, "", ""),
    (at) => text("GET /a HTTP/1.1", ..."x: y\r\n".repeat(50 * (at % 60)).split("\r\n"), "", ""),
    (at) =>
      text("GET /a HTTP/1.1", "host: x", `cookie: ${"plane-session=a;".repeat(at % 500)}`, "", ""),
    (at) => text("GET /a HTTP/1.1", "host: x", `${pick(["a b", "a\x00", "(", ""], at)}: y`, "", ""),
    () => text("POST /token HTTP/1.1", "host: x", "content-length: 99999999", "", "{"),
    (at) =>
      text(
        "POST /token HTTP/1.1",
        "host: x",
        `content-length: ${pick(["-1", "1e3", "0x10", "1, 2"], at)}`,
        "",
        "{}",
      ),
    () =>
      text(
        "POST /token HTTP/1.1",
        "host: x",
        "content-length: 5",
        "transfer-encoding: chunked",
        "",
        "0",
        "",
        "",
      ),
    (at) =>
      text(
        "POST /token HTTP/1.1",
        "host: x",
        "transfer-encoding: chunked",
        "",
        pick(["zz", "-1", "ffffffffff", "5;a=b\r\n12"], at),
        "",
        "",
      ),
    () =>
      text(
        "POST /token HTTP/1.1",
        "host: x",
        "expect: the-impossible",
        "content-length: 2",
        "",
        "{}",
      ),
    () => text("GET /a HTTP/1.1", "host: x", "connection: upgrade", "upgrade: websocket", "", ""),
    () => text("CONNECT evil.example:443 HTTP/1.1", "host: x", "", ""),
    (at) =>
      text(
        "PUT /hosts/%00/heartbeat HTTP/1.1",
        "host: x",
        `authorization: ${pick(["Bearer \x01", "Bearer", "Bearer  ", "\xff\xfe"], at)}`,
        "",
        "",
      ),
    (at) =>
      posted(
        "/enrolments",
        "{}",
        `edge-proof: ${pick(["a.b.c", "..", "eyJ.eyJ.x", "\xff", "x".repeat(7000)], at)}`,
      ),
    (at) =>
      text(
        "POST /enrolments HTTP/1.1",
        "host: x",
        `content-type: ${pick(TYPES, at)}`,
        "content-length: 2",
        "",
        "{}",
      ),
    () =>
      text(
        "POST /sign-out HTTP/1.1",
        "host: x",
        "content-type: application/x-www-form-urlencoded",
        "content-length: 3",
        "",
        "\xff\xfe\xfd",
      ),
    (at) => posted("/sign-in", JSON.stringify({ name: "x".repeat(at) })),
    (at) => signedBody("/token", pick(JSONS, at)),
    (at) => signedBody("/enrolments", pick(JSONS, at)),
    (at) => signedBody("/token", "[".repeat(100 * (1 + (at % 300)))),
    (at) => signedBody("/enrolments", nested(host.key, 20_000 + at)),
    () => signedBody("/enrolments", `{"device":"${"x".repeat(300_000)}"}`),
  ];
}

/** Right in every field; only what is inside one goes down without end. */
function nested(key: HostKey, depth: number): string {
  const device = `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;
  return enrolment(key).replace('{"archType":"amd64"}', device);
}

test("broken requests are answered or dropped; the plane goes on, and remembers what it did before", async (t) => {
  const failed: unknown[] = [];
  const { plane, register, rows } = await openRegistered(t, {
    onEvent: (event) => void (event.is === "request-failed" && failed.push(event)),
  });
  const host = await register("edge-1");
  await plane.assign(host.uid, { a: 1 });
  const before = rows();
  const kinds = kindsFor(host, plane.url);
  const bytes = createSeeded(4711);
  const { hostname, port } = new URL(plane.url);
  let next = 0;
  const send = async () => {
    while (next < COUNT) {
      const at = next++;
      const kind = kinds[at % kinds.length] ?? assert.fail("no kinds");
      const request = await kind(Math.floor(at / kinds.length), bytes);
      await new Promise<void>((resolve) => {
        const socket = connect({ host: hostname, port: Number(port) }, () => socket.end(request));
        socket.on("error", () => {});
        socket.on("close", () => resolve());
        socket.resume();
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  assert.deepEqual(failed, []);
  assert.equal(rows(), before);
  assert.equal((await host.ask("GET", `/hosts/${host.uid}/desired`)).status, 200);
  assert.equal((await register("edge-2")).uid.length, 36);
});
