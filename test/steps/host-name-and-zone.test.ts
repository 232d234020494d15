import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost } from "../../src/host/index.ts";
import { hostnameEnsure, timezoneEnsure } from "../../src/steps/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied, verdictOn } from "../support/apply.ts";
import { candidateOf } from "../support/steps.ts";

test("the line 127.0.1.1 is ours, every other line of /etc/hosts stays", async () => {
  const host = createMemoryHost({
    files: {
      "/etc/hosts":
        "# by hand\n127.0.0.1 localhost\n127.0.1.1 old.example old # was\n10.0.0.9 nas\n",
      "/etc/hostname": "old\n",
      "/proc/sys/kernel/hostname": "old\n",
    },
  });
  await applied(
    candidateOf(hostnameEnsure({ id: "hostname", hostname: "new" })),
    contextOf(host, {}),
  );
  assert.equal(
    host.text("/etc/hosts"),
    "# by hand\n127.0.0.1 localhost\n127.0.1.1\tnew\n10.0.0.9 nas\n",
  );
});

test("a name that the hosts file already knows by another address needs no line", async () => {
  const hosts = "127.0.0.1 localhost\n10.0.0.5 edge-1.example edge-1\n";
  const host = createMemoryHost({
    files: { "/etc/hosts": hosts, "/etc/hostname": "x\n", "/proc/sys/kernel/hostname": "x\n" },
  });
  await applied(
    candidateOf(hostnameEnsure({ id: "hostname", hostname: "edge-1" })),
    contextOf(host, {}),
  );
  assert.equal(host.text("/etc/hosts"), hosts);
});

test("a time zone this host does not know is refused before anything is done", async () => {
  const step = timezoneEnsure({ id: "zone", zone: "Europe/Atlantis" });
  const verdict = await verdictOn(step, { files: { "/usr/share/zoneinfo/Europe/Berlin": "TZif" } });
  assert.deepEqual(verdict, {
    is: "blocked",
    message: "this host does not know the time zone Europe/Atlantis",
    hint: "Install tzdata, or correct it.",
  });
});
