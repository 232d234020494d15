import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { zstdCompressSync } from "node:zlib";
import { contentHandlers, observeContent, planImport } from "../../src/content/index.ts";
import { type HostIO, handlerMap } from "../../src/engine/index.ts";
import { BringupError } from "../../src/errors/index.ts";
import { createMachineHost, createRootHost } from "../../src/host/index.ts";
import { archiveOf } from "../contract/host-archives.ts";

const NOISE = createHash("shake256", { outputLength: 3_000_000 }).update("content").digest();
const archiveWith = async (text: string) =>
  Buffer.from(
    zstdCompressSync(
      await archiveOf([
        { name: "images.tar", content: NOISE },
        { name: "readme", content: text },
      ]),
    ),
  );
const ARCHIVE = await archiveWith("first");
const OTHER = await archiveWith("other");
const sumOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

interface Behaviour {
  bytes: Buffer;
  etag?: string;
  /** Hangs up after so many bytes of a body, this often. */
  cutAfter?: number;
  cuts?: number;
  hasRanges: boolean;
  sum?: string;
}

/** The archive, from a server that can go on, and that hangs up so often. */
const cutOff = (cuts: number): Behaviour => ({
  ...{ bytes: ARCHIVE, etag: '"a"', hasRanges: true, sum: sumOf(ARCHIVE) },
  ...{ cutAfter: 1_000_000, cuts },
});

/** A file server as there are many. */
async function serverOf(t: TestContext, behaviour: Behaviour) {
  const asked: string[] = [];
  const server = http.createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? "whole"}`);
    const { sum } = behaviour;
    if (request.url === "/core.tar.zst") answerFile(behaviour, request, response);
    else if (request.url === "/core.tar.zst.sha256" && sum !== undefined)
      response.end(`${sum}  core.tar.zst\n`);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/core.tar.zst`, base: `http://127.0.0.1:${port}`, asked };
}

function answerFile(
  behaviour: Behaviour,
  { headers: { range = "", "if-range": condition } }: http.IncomingMessage,
  response: http.ServerResponse,
): void {
  const { bytes, etag, hasRanges, cuts = 0, cutAfter = 0 } = behaviour;
  if (etag !== undefined) response.setHeader("etag", etag);
  const isSame = condition === undefined || condition === etag;
  const from = hasRanges && isSame ? Number(/^bytes=(\d+)-$/.exec(range)?.[1] ?? 0) : 0;
  const rest = bytes.subarray(from);
  const part = `bytes ${from}-${bytes.length - 1}/${bytes.length}`;
  if (from > 0) response.setHeader("content-range", part);
  response.writeHead(from > 0 ? 206 : 200, { "content-length": rest.length });
  if (cuts === 0) return void response.end(rest);
  behaviour.cuts = cuts - 1;
  response.write(rest.subarray(0, cutAfter), () => response.destroy());
}

/** Files below a folder of its own, the network of this machine, and a clock that does not wait. */
async function siteOf(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), "bringup-fetch-"));
  t.after(() => rm(root, { recursive: true, force: true }));
  const { files } = createRootHost({ root });
  const machine = createMachineHost();
  let boot = "11111111-0000-4000-8000-000000000000";
  const clock = { ...machine.clock, sleep: async () => undefined };
  const host: HostIO = { ...machine, clock, files, bootId: async () => boot };
  const handlers = handlerMap(contentHandlers(host.http));
  const runStep = async (from: string, at: number, signal = new AbortController().signal) => {
    const { steps, blocked } = await planImport(host, { from });
    assert.deepEqual(blocked, []);
    const step = steps[at];
    assert.ok(step);
    const handler = handlers.get(step.kind);
    const secrets = { read: async () => undefined, matches: () => undefined };
    await handler?.run(step.params, { host, signal, secrets, report: () => {} });
    return (await handler?.check(step.params, { host, signal, secrets }))?.is;
  };
  const part = join(root, "opt/bringup/downloads/core");
  const powerCut = () => {
    boot = "22222222-0000-4000-8000-000000000000";
  };
  /** The download ends with its first wait for a server that hung up. */
  const killedWhileItWaits = async (url: string) => {
    const killed = new AbortController();
    const sleep = async () => killed.abort();
    Object.assign(host, { clock: { ...clock, sleep } });
    await assert.rejects(runStep(url, 0, killed.signal));
  };
  return { root, host, part, powerCut, runStep, killedWhileItWaits };
}

const isCode = (code: string) => (thrown: unknown) =>
  thrown instanceof BringupError && thrown.code === code;

test("an archive of a server is downloaded, proven by the sum beside it, unpacked, and its download goes", async (t) => {
  const site = await siteOf(t);
  const { base, url } = await serverOf(t, { bytes: ARCHIVE, hasRanges: true, sum: sumOf(ARCHIVE) });
  assert.equal(await site.runStep(url, 0), "done");
  assert.equal(await site.runStep(url, 1), "done");
  const [found] = await observeContent(site.host);
  assert.ok(found?.is === "imported");
  assert.deepEqual(
    [found.name, found.from, found.sha256, found.archiveBytes, found.provenBy],
    ["core", `${base}/core.tar.zst`, sumOf(ARCHIVE), ARCHIVE.length, ["sum"]],
  );
  assert.equal(readFileSync(join(site.root, "opt/bringup/content/core/readme"), "utf8"), "first");
  for (const ending of ["", ".json", ".sha256"])
    assert.equal(existsSync(`${site.part}${ending}`), false, ending);
});

test("a connection that breaks is taken up where it broke, as long as it is the same file there", async (t) => {
  const site = await siteOf(t);
  const { url, asked } = await serverOf(t, cutOff(2));
  await site.runStep(url, 0);
  const begins = asked
    .filter((line) => line.startsWith("/core.tar.zst "))
    .map((line) => Number(/bytes=(\d+)-$/.exec(line)?.[1] ?? 0));
  assert.equal(begins.length, 3);
  assert.deepEqual(
    begins,
    [...new Set(begins)].toSorted((a, b) => a - b),
    "each goes on further",
  );
  assert.ok(readFileSync(site.part).equals(ARCHIVE));
});

test("after a kill the rest is asked for; another file under the same name is begun anew", async (t) => {
  const site = await siteOf(t);
  const behaviour = cutOff(9);
  const { url, asked } = await serverOf(t, behaviour);
  await site.killedWhileItWaits(url);
  assert.ok(statSync(site.part).size > 0, "what came is kept");
  Object.assign(behaviour, { bytes: OTHER, etag: '"b"', cuts: 0, sum: sumOf(OTHER) });
  await site.runStep(url, 0);
  assert.match(asked.at(-1) ?? "", /bytes=\d+-$/);
  assert.ok(readFileSync(site.part).equals(OTHER));
});

test("after a power cut only what was durable counts", async (t) => {
  const site = await siteOf(t);
  const { url, asked } = await serverOf(t, cutOff(1));
  await site.killedWhileItWaits(url);
  await writeFile(site.part, Buffer.alloc(statSync(site.part).size));
  site.powerCut();
  await site.runStep(url, 0);
  assert.equal(asked.at(-1), "/core.tar.zst whole");
  assert.ok(readFileSync(site.part).equals(ARCHIVE));
});

test("a server without ranges sends it again from the begin, one that is gone is waited for and then told", async (t) => {
  const site = await siteOf(t);
  const { url } = await serverOf(t, {
    ...{ bytes: ARCHIVE, hasRanges: false, sum: sumOf(ARCHIVE), cutAfter: 500_000, cuts: 1 },
  });
  assert.equal(await site.runStep(url, 0), "done");
  assert.ok(readFileSync(site.part).equals(ARCHIVE));
  await assert.rejects(site.runStep("http://127.0.0.1:1/core.tar.zst", 0), isCode("DOWNLOAD_CUT"));
});

test("nothing that nobody vouches for is downloaded, and what is another thing is not kept", async (t) => {
  const site = await siteOf(t);
  const behaviour: Behaviour = { bytes: ARCHIVE, hasRanges: true };
  const { url, asked, base } = await serverOf(t, behaviour);
  await assert.rejects(site.runStep(url, 0), isCode("CONTENT_UNPROVEN"));
  assert.deepEqual(asked, ["/core.tar.zst.sha256 whole"]);
  behaviour.sum = sumOf(OTHER);
  await site.runStep(url, 0);
  await assert.rejects(site.runStep(url, 1), isCode("ARTEFACT_CORRUPT"));
  assert.equal(existsSync(site.part), false);
  assert.equal(existsSync(join(site.root, "opt/bringup/content/core")), false);
  await assert.rejects(site.runStep(`${base}/none.tar.zst`, 0), isCode("CONTENT_UNPROVEN"));
});

test("an address with anything secret in it is refused before anybody is asked", async (t) => {
  const { host } = await siteOf(t);
  for (const from of ["http://a:b@x.example.net/c.tar", "https://x.example.net/c.tar?token=1"]) {
    const { blocked } = await planImport(host, { from });
    assert.deepEqual(
      blocked.map(({ code }) => code),
      ["USAGE"],
    );
    assert.doesNotMatch(blocked[0]?.message ?? "", /token|a:b/);
  }
});
