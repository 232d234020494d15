import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { createCliBench } from "../support/cli-world.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { freshSnapshot } from "../support/session.ts";

test("archives on sticks are listed as import takes them, and import and removal are planned by name", async () => {
  const hub = createFakeHub(freshSnapshot());
  const offer = { from: "stick:SITE/core.tar", sizeBytes: 5_000_000, proof: [] } as const;
  hub.answerWith(({ do: what }) =>
    what === "look-for-content"
      ? { is: "content", finding: { here: [], offers: [offer], problems: ["sdc cannot be read"] } }
      : { is: "ok" },
  );
  const run = (...argv: readonly string[]) => createCliBench({ hub }).run("content", ...argv);
  const { stdout, stderr, exitCode } = await run("find");
  assert.equal(exitCode, 0);
  assert.match(stdout, /SIZE +VOUCHED FOR BY +WHERE\n5 MB +nothing +stick:SITE\/core\.tar\n/);
  assert.match(stderr, /sdc cannot be read/);
  await run("import", offer.from, "--sha256", "00");
  await run("import", "https://site.example.net/core.tar.zst");
  await run("remove", "core");
  assert.deepEqual(
    hub.handled.flatMap((command) => (command.do === "plan-operation" ? [command.params] : [])),
    [
      { from: "stick:SITE/core.tar", sha256: "00" },
      { from: "https://site.example.net/core.tar.zst" },
      { name: "core" },
    ],
  );
});

test("what is here is listed with size, proof and origin; records of an older version have less", async () => {
  const old = { sha256: "ab".repeat(32), from: "/media/usb/old.tar", importedMs: 1 };
  const young = { ...old, from: "stick:SITE/a.tar", archiveBytes: 2_000_000, provenBy: ["sum"] };
  const file = (name: string) => `/opt/bringup/content/${name}/bringup-content.json`;
  const host = createMemoryHost({
    files: { [file("old")]: JSON.stringify(old), [file("young")]: JSON.stringify(young) },
  });
  const { stdout } = await createCliBench({ host }).run("content", "list");
  assert.match(stdout, /\nold +abababababababab +\/media\/usb\/old\.tar\n/);
  assert.match(stdout, /\nyoung +2 MB +sum +abababababababab +stick:SITE\/a\.tar\n/);
});
