import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openHost } from "../../src/agent/open-host.ts";
import { openUserDataLayers } from "../../src/agent/user-data-layers.ts";
import { createMemoryHost } from "../../src/host/index.ts";
import { createInProcessClient, type PlanSlice } from "../../src/session/index.ts";
import { emptyDocument, setIn } from "../../src/spec/index.ts";
import { ACTOR, untilSo } from "../support/rehearsal.ts";
import { removeTree } from "../support/remove-tree.ts";

const BASE = `#cloud-config
stylus:
  site:
    paletteEndpoint: https://127.0.0.1:1
    prefix: shop
    hostName: staging
    tags: {region: west, stage: bench}
    network:
      httpProxy: http://edge:s3cr3t@127.0.0.1:9
stages:
  boot:
    - commands: [echo a-secret-in-a-script]
`;
const SITE = `#cloud-config
stylus:
  site:
    edgeHostToken: aUA-very-secret
    disableAutoRegister: true
    hostName: rack12-edge1
    tags: {stage: shop, city: chicago}
`;

/** A directory that is treated as the machine, and its engine, which can be opened again. */
async function prepared(t: TestContext) {
  const root = await mkdtemp(join(tmpdir(), "bringup-user-data-"));
  await mkdir(join(root, "etc"), { recursive: true });
  await writeFile(join(root, "etc/hostname"), "localhost\n");
  const closers: (() => Promise<void>)[] = [];
  t.after(async () => {
    for (const close of closers) await close();
    await removeTree(root);
  });
  async function open() {
    const opened = await openHost({ root, version: "test" });
    await opened.service.start();
    const client = createInProcessClient(opened.service, ACTOR);
    let isOpen = true;
    const close = async () => {
      if (!isOpen) return;
      isOpen = false;
      await client.close();
      await opened.close();
    };
    closers.push(close);
    return { client, close };
  }
  return { root, open };
}

type Client = Awaited<ReturnType<Awaited<ReturnType<typeof prepared>>["open"]>>["client"];

async function planned(client: Client, layer: "user-data" | "site", text?: string) {
  const { text: documentText } = client.snapshot().document;
  const userData = text === undefined ? { layer } : { layer, text };
  const answer = await client.send({ do: "plan", documentText, userData });
  assert.ok(answer.is === "planned", JSON.stringify(answer));
  return answer.plan;
}

async function approved(client: Client, { plan }: PlanSlice): Promise<void> {
  assert.deepEqual(plan.blocked, []);
  const answer = await client.send({ do: "approve", hash: plan.hash });
  assert.ok(answer.is === "run" || answer.is === "ok", JSON.stringify(answer));
  const { run } = await untilSo(
    client,
    "no run",
    ({ run }) => run === null || run.endedMs !== null,
  );
  assert.ok(run === null || run.state === "succeeded", run?.message);
}

test("user-data is looked at as a plan, is in force once approved, and each value has its layer, after a restart too", async (t) => {
  const { root, open } = await prepared(t);
  const { client, close } = await open();
  const before = client.snapshot().document.effective;
  const base = await planned(client, "user-data", BASE);
  assert.deepEqual(base.preview?.leftAlone, ["stages.boot"]);
  assert.deepEqual(client.snapshot().document.effective, before, "nothing is in force yet");
  await approved(client, base);
  const site = await planned(client, "site", SITE);
  assert.deepEqual(
    site.preview?.changes.map(({ path }) => path),
    [
      "spec.host.hostname",
      "spec.registration.tags.stage",
      "spec.registration.tags.city",
      "spec.registration.method",
      "spec.registration.token",
    ],
  );
  await approved(client, site);
  const { document } = client.snapshot();
  assert.equal(await readFile(join(root, "etc/hostname"), "utf8"), "rack12-edge1\n");
  assert.deepEqual(
    [
      ...["identity.prefix", "host.hostname", "registration.plane", "registration.tags.region"],
      ...["registration.tags.stage", "registration.tags.city", "registration.token"],
    ].map((path) => [path, document.origins[`spec.${path}`]]),
    [
      ["identity.prefix", "user-data"],
      ["host.hostname", "site"],
      ["registration.plane", "user-data"],
      ["registration.tags.region", "user-data"],
      ["registration.tags.stage", "site"],
      ["registration.tags.city", "site"],
      ["registration.token", "site"],
    ],
  );
  // A token that must not register by itself is no reason to leave the host unregistered.
  await untilSo(
    client,
    "registration",
    ({ registration }) => registration.state !== "unconfigured",
  );
  await close();
  const again = await open();
  assert.deepEqual(again.client.snapshot().document.effective, document.effective);
  assert.deepEqual(again.client.snapshot().document.userData, document.userData);
});

test("nothing secret of user-data is kept on the disk beyond its run, nor shown to a console", async (t) => {
  const { root, open } = await prepared(t);
  const { client } = await open();
  await approved(client, await planned(client, "user-data", BASE));
  await approved(client, await planned(client, "site", SITE));
  const seen = JSON.stringify(client.snapshot());
  const state = join(root, "var/lib/bringup");
  const names = await readdir(state, { recursive: true, withFileTypes: true });
  const files = names.filter((entry) => entry.isFile());
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "latin1")),
  );
  for (const secret of ["aUA-very-secret", "s3cr3t", "a-secret-in-a-script"]) {
    assert.ok(!seen.includes(secret), `the snapshot shows ${secret}`);
    for (const [index, text] of texts.entries())
      assert.ok(!text.includes(secret), `${files[index]?.name} holds ${secret}`);
  }
});

test("what a person asked for here stays in force, and it is said before anything is taken over", async (t) => {
  const { open } = await prepared(t);
  const { client } = await open();
  const { text, generation } = client.snapshot().document;
  const documentText = setIn(text, [{ path: "spec.host.hostname", value: "chosen-here" }]);
  await client.send({ do: "save-document", documentText, expectedGeneration: generation });
  const plan = await planned(client, "site", SITE);
  assert.deepEqual(plan.preview?.overruled, [{ path: "spec.host.hostname", by: "local" }]);
  assert.deepEqual(plan.preview?.refused, [
    {
      path: "stylus.site.edgeHostToken",
      why: "registration is not taken over: there is no paletteEndpoint",
      hint: "Give stylus.site.paletteEndpoint, or managementMode: local.",
    },
  ]);
});

test("a layer that is taken out leaves what the others ask for", async (t) => {
  const { open } = await prepared(t);
  const { client } = await open();
  await approved(client, await planned(client, "user-data", BASE));
  await approved(client, await planned(client, "site", SITE));
  await approved(client, await planned(client, "site"));
  const { effective, origins } = client.snapshot().document;
  assert.equal(effective.spec.host?.hostname, "staging");
  assert.ok(!Object.values(origins).includes("site"));
});

test("broken user-data is refused with its lines", async (t) => {
  const { open } = await prepared(t);
  const { client } = await open();
  const { text } = client.snapshot().document;
  const userData = { layer: "site", text: "stylus: 5\n" } as const;
  const answer = await client.send({ do: "plan", documentText: text, userData });
  assert.ok(answer.is === "invalid");
  assert.deepEqual(
    answer.issues.map(({ line, column }) => `${line}:${column}`),
    ["1:1", "1:9"],
  );
});

test("user-data of an approval that was cut off is in force once its run goes on, and gone without one", async () => {
  const host = createMemoryHost();
  const value = { stylus: { site: { hostName: "rack12" } } };
  const hostnameIn = (layers: Awaited<ReturnType<typeof openUserDataLayers>>) =>
    layers.within({ defaults: emptyDocument() })["user-data"]?.spec.host?.hostname;
  const first = await openUserDataLayers("/state", host.files);
  await first.prepare({ layer: "user-data", value });
  assert.equal(hostnameIn(first), undefined);
  const afterCut = await openUserDataLayers("/state", host.files);
  assert.equal(hostnameIn(afterCut), undefined);
  const taken = await afterCut.take();
  assert.deepEqual([taken?.layer, taken?.was], ["user-data", undefined]);
  assert.match(taken?.is ?? "", /rack12/);
  assert.equal(hostnameIn(afterCut), "rack12");
  const withoutRun = await openUserDataLayers("/state", host.files);
  await withoutRun.prepare({ layer: "user-data" });
  const later = await openUserDataLayers("/state", host.files);
  await later.prepare(undefined);
  assert.equal(await (await openUserDataLayers("/state", host.files)).take(), undefined);
  assert.equal(hostnameIn(await openUserDataLayers("/state", host.files)), "rack12");
});
