import assert from "node:assert/strict";
import test from "node:test";
import { observeIdentity } from "../../src/identity/index.ts";
import type { EdgeHost } from "../../src/spec/index.ts";
import { loadMachine } from "../support/machines.ts";

const documentWith = (identity: EdgeHost["spec"]["identity"]): EdgeHost => ({
  apiVersion: "bringup/v1alpha1",
  kind: "EdgeHost",
  spec: { identity },
});

test("a server is named by its product UUID", async () => {
  const { host } = loadMachine("amd64-server");
  assert.deepEqual(await observeIdentity(host), {
    is: "chosen",
    id: "edge-6f3a22c017e011ee80003cecefaabbcc",
    shown: "edge-6f3a-22c0-17e0-11ee-8000-3cec-efaa-bbcc /8C",
    origin: "from DMI product UUID",
  });
});

test("a board without DMI is named by the serial in its device tree", async () => {
  const { host } = loadMachine("jetson-orin");
  const identity = await observeIdentity(host, { document: documentWith({ prefix: "kiosk" }) });
  assert.deepEqual(identity, {
    is: "chosen",
    id: "kiosk-1421223041234",
    shown: "kiosk-1421-2230-4123-4 /U4",
    origin: "from device tree serial",
  });
});

test("a box full of placeholders needs a random ID", async () => {
  const { host } = loadMachine("small-box");
  assert.deepEqual(await observeIdentity(host), {
    is: "needs-random",
    prefix: "edge",
    why: "DMI product UUID is a sample value shared by many machines; DMI board serial is a placeholder of the maker; DMI product serial is a placeholder of the maker",
  });
});

test("without root the ID is unknown rather than another one", async () => {
  const { host } = loadMachine("amd64-server", { as: "nobody" });
  assert.deepEqual(await observeIdentity(host), {
    is: "unknown",
    why: "DMI product UUID: /sys/class/dmi/id/product_uuid: permission denied",
  });
});

test("the ID of the document needs no hardware at all", async () => {
  const { host } = loadMachine("amd64-server", { as: "nobody" });
  const identity = await observeIdentity(host, { document: documentWith({ id: "shop-12" }) });
  assert.deepEqual(identity.is === "chosen" && [identity.id, identity.origin], [
    "shop-12",
    "from the document",
  ]);
});

const TAG = "# written by the factory\nserial=Q7/12 b\nUUID=4C4C4544-0034\n";

async function fromFile(sources: NonNullable<EdgeHost["spec"]["identity"]>["sources"]) {
  const { host } = loadMachine("amd64-server");
  const files: typeof host.files = {
    ...host.files,
    readText: async (path, options) =>
      path === "/etc/machine-tag" ? TAG : host.files.readText(path, options),
  };
  return observeIdentity({ ...host, files }, { document: documentWith({ sources }) });
}

test("files the document names stand in place of the hardware, in their order", async () => {
  const path = "/etc/machine-tag";
  const gone = { path: "/etc/not-there" };
  const cases = [
    [
      [gone, { path, match: "serial=(.+)" }],
      "edge-Q7-12-b",
      `from what fits serial=(.+) in ${path}`,
    ],
    [[{ path, match: "[0-9A-F]{8}-[0-9A-F]{4}" }], "edge-4C4C4544-0034", "from what fits"],
    [
      [gone, { path: "/sys/class/dmi/id/product_uuid" }],
      "edge-6f3a22c017e0",
      "from DMI product UUID",
    ],
  ] as const;
  for (const [sources, id, origin] of cases) {
    const found = await fromFile([...sources]);
    assert.ok(found.is === "chosen", JSON.stringify(found));
    assert.ok(found.id.startsWith(id) && found.origin.startsWith(origin), JSON.stringify(found));
  }
});

test("files with nothing that fits never let the hardware speak in their place", async () => {
  const found = await fromFile([{ path: "/etc/machine-tag", match: "asset=(.+)" }]);
  assert.deepEqual(found, {
    is: "needs-random",
    prefix: "edge",
    why: "what fits asset=(.+) in /etc/machine-tag is empty",
  });
});

test("an ID at random is made once, and a host that is known keeps the one it has", async () => {
  const { host } = loadMachine("amd64-server");
  const document = documentWith({ random: true, prefix: "shop" });
  const fresh = await observeIdentity(host, { document });
  assert.equal(fresh.is === "needs-random" && fresh.prefix, "shop");
  const remembered = { id: "edge-1", origin: "from DMI product UUID" };
  const kept = await observeIdentity(host, { document, remembered });
  assert.equal(kept.is === "chosen" && kept.id, "edge-1");
});
