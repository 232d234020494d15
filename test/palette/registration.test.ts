import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createManualClock } from "../../src/host/index.ts";
import { openHostSide } from "../registration/bench.ts";
import { startPublishedPalette } from "./published-server.ts";

const ID = "edge-4711";
const KEY = "an-api-key-of-the-tenant";
const TOKEN = "north-token-0815";

async function bench(t: TestContext, key?: string) {
  const clock = createManualClock({ auto: false });
  const folder = mkdtempSync(join(tmpdir(), "palette-"));
  const palette = await startPublishedPalette(t);
  palette.keys.add(KEY);
  palette.tokens.push({
    metadata: { name: "north", uid: "t-1" },
    spec: { token: TOKEN, defaultProject: { name: "Shops", uid: "p-1" } },
    status: { isActive: true },
  });
  const host = openHostSide({
    ...{ clock, folder, id: ID },
    options: {
      approvalUrl: () => "https://register.example.net/",
      ...(key === undefined ? {} : { readApiKey: async () => key }),
    },
  });
  t.after(async () => {
    await host.registration().stop();
    rmSync(folder, { recursive: true });
    assert.deepEqual(palette.violations, [], "only what is described was sent");
  });
  const request = { plane: palette.url, kind: "palette" } as const;
  return { clock, palette, host, request };
}

const healthOf = (entry: unknown) =>
  (entry as { status?: { health?: { state?: string } } } | undefined)?.status?.health?.state;

test("registered by token and reporting, a host is ready and healthy, and says what it cannot do", async (t) => {
  const { palette, host, request } = await bench(t, KEY);
  await host.registration().start({ ...request, method: "token", token: TOKEN });
  const view = await host.untilState("active");
  assert.equal(view.project, "Shops");
  assert.match(view.message, /Palette's own agent alone. Not verified against a live Palette/);
  assert.equal(healthOf(palette.hosts.get(ID)), "healthy");
  assert.equal(JSON.stringify([...host.memory.values()]).includes(TOKEN), false);
});

test("without an API key a host is registered, and what it then cannot do is said", async (t) => {
  const { palette, host, request } = await bench(t);
  await host.registration().start({ ...request, method: "token", token: TOKEN });
  const view = await host.untilState("blocked");
  assert.equal(view.problem?.code, "PLANE_KEY_MISSING");
  assert.equal(view.hostUid, ID);
  assert.match(view.message, /keeps its last verified state/);
  assert.equal(healthOf(palette.hosts.get(ID)), undefined);
});

test("a pairing key is sent to Palette with the host, and kept nowhere", async (t) => {
  const { palette, host, request } = await bench(t, KEY);
  await host.registration().start({ ...request, method: "manual", pairingKey: "pair-me-4711" });
  await host.untilState("pending");
  assert.match(JSON.stringify(palette.seen), /"hostPairingKey":"pair-me-4711"/);
  assert.equal(JSON.stringify([...host.memory.values()]).includes("pair-me"), false);
});

test("an ID that an operator enters is shown with the address of the page, and found in a minute", async (t) => {
  const { clock, palette, host, request } = await bench(t, KEY);
  await host.registration().start({ ...request, method: "qr" });
  const asked = await host.until("a pause", (view) => {
    return view.state === "pending" && view.nextTryMs !== undefined;
  });
  assert.match(asked.message, /Enter this Edge ID in Palette.*Not verified/);
  assert.equal(
    asked.approval?.verificationUriComplete,
    `https://register.example.net/?appliance-id=${ID}`,
  );
  assert.equal(asked.approval?.userCode, undefined);
  palette.enter(ID);
  clock.advance(60_000);
  await host.untilState("active");
});

test("a host that was put into a cluster says that Palette's own agent has to go on", async (t) => {
  const { palette, host, request } = await bench(t, KEY);
  palette.enter(ID);
  const entry = palette.hosts.get(ID) as { status: object };
  Object.assign(entry.status, { state: "in-use", clusters: ["c-17"] });
  palette.keepsStatus = true;
  await host.registration().start({ ...request, method: "manual" });
  const view = await host.until("the cluster", ({ message }) => message.includes("c-17"));
  assert.equal(view.state, "active");
  assert.match(view.message, /form is not published/);
});

test("a site that lost power spreads its first contact over two minutes", async (t) => {
  const { clock, host, request } = await bench(t, KEY);
  await host.registration().start({ ...request, method: "token", token: TOKEN });
  await host.untilState("active");
  await host.restart({ readApiKey: async () => KEY });
  await host.untilState("active");
  const record = JSON.parse(host.memory.get("registration") ?? "{}");
  await host.registration().stop();
  host.memory.set("registration", JSON.stringify({ ...record, bootId: "another-boot" }));
  await host.restart({ readApiKey: async () => KEY });
  const view = await host.until("a pause", ({ nextTryMs }) => nextTryMs !== undefined);
  assert.equal((view.nextTryMs ?? 0) - clock.nowMs(), 60_000);
});
