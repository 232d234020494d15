import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, type MemoryFile } from "../../src/host/index.ts";
import {
  type BootKind,
  documentedLayout,
  observeBoot,
  observeHostOwner,
  observeLayout,
  ownerObstacle,
  survives,
} from "../../src/kairos/index.ts";
import { loadMachine } from "../support/machines.ts";

const OS = { "/etc/os-release": 'ID="kairos"\nPRETTY_NAME="Kairos"\n' };

function kairos(files: Readonly<Record<string, MemoryFile>>) {
  return createMemoryHost({ files: { ...OS, ...files } });
}

test("recorded machines say which of their systems was started", async () => {
  const active = await observeBoot(loadMachine("kairos-edge").host);
  assert.deepEqual(active, {
    is: "known",
    value: {
      kind: "active",
      evidence: ["/run/cos/active_mode: there"],
      hasFailedUpgrade: false,
      isTrusted: false,
    },
  });
  assert.deepEqual(await observeBoot(loadMachine("kairos-fallback").host), {
    is: "known",
    value: {
      kind: "passive",
      evidence: ["/run/cos/passive_mode: there", "/proc/cmdline: upgrade_failure"],
      hasFailedUpgrade: true,
      isTrusted: false,
    },
  });
  assert.deepEqual(await observeBoot(loadMachine("amd64-server").host), { is: "absent" });
});

const LINES: readonly (readonly [line: string, kind: BootKind])[] = [
  ["root=LABEL=COS_ACTIVE cos-img/filename=/cOS/active.img", "active"],
  ["root=LABEL=COS_PASSIVE cos-img/filename=/cOS/passive.img", "passive"],
  ["root=LABEL=COS_RECOVERY cos-img/filename=/cOS/recovery.img", "recovery"],
  ["root=LABEL=COS_SYSTEM recovery-mode", "recovery"],
  ["root=LABEL=COS_RECOVERY kairos.reset", "reset"],
  ["root=live:CDLABEL=COS_LIVE rd.live.dir=/", "live"],
  ["root=/dev/sda1 quiet", "unknown"],
];

for (const [line, kind] of LINES)
  test(`without a mark in /run, the kernel's own words say ${kind}: ${line}`, async () => {
    const boot = await observeBoot(kairos({ "/proc/cmdline": `${line}\n` }));
    assert.equal(boot.is === "known" && boot.value.kind, kind);
  });

test("a mark in /run counts more than the words of the kernel, and the stranger one first", async () => {
  const boot = await observeBoot(
    kairos({
      "/proc/cmdline": "root=LABEL=COS_ACTIVE rd.immucore.uki\n",
      "/run/cos/uki_boot_mode": "1",
      "/run/cos/recovery_mode": "1",
    }),
  );
  assert.deepEqual(boot, {
    is: "known",
    value: {
      kind: "recovery",
      evidence: ["/run/cos/recovery_mode: there"],
      hasFailedUpgrade: false,
      isTrusted: true,
    },
  });
});

test("what cannot be read is unknown, never an active system", async () => {
  const host = createMemoryHost({
    files: { ...OS, "/proc/cmdline": "root=LABEL=COS_ACTIVE\n" },
    unreadable: ["/proc/cmdline"],
  });
  assert.equal((await observeBoot(host)).is, "unknown");
});

test("what a host keeps is what it says itself, where it says so", async () => {
  const env =
    'PERSISTENT_STATE_PATHS="/etc/rancher /var/lib/rancher"\nCUSTOM_BIND_MOUNTS=/etc/containerd\n';
  const layout = await observeLayout(kairos({ "/run/cos/cos-layout.env": env }));
  assert.ok(layout.is === "known");
  const asked = [
    "/etc/containerd/config.toml",
    "/etc/kubernetes/x",
    "/usr/local/x",
    "/etc/rancherx",
  ];
  assert.deepEqual(
    asked.map((path) => survives(path, layout.value)),
    [true, false, true, false],
  );
  assert.deepEqual(await observeLayout(kairos({})), { is: "absent" });
});

test("as documented, /etc/rancher is kept and /etc/sysctl.d is not, and snaps are on Ubuntu alone", () => {
  assert.equal(survives("/etc/rancher/config.yaml"), true);
  assert.equal(survives("/etc/sysctl.d/90-x.conf"), false);
  assert.equal(survives("/var/snap/x"), false);
  assert.equal(survives("/var/snap/x", documentedLayout("ubuntu")), true);
});

const CLUSTER_FILE = "/usr/local/cloud-config/cluster.kairos.yaml";
const OWNERS: Readonly<Record<string, [files: Record<string, string>, evidence: string]>> = {
  "a cluster of a provider": [{ [CLUSTER_FILE]: "stages: {}\n" }, CLUSTER_FILE],
  "a provider that is asked for a cluster": [
    {
      "/system/providers/agent-provider-site": "",
      "/oem/90_custom.yaml": "#cloud-config\ncluster:\n  role: init\n",
    },
    "/system/providers/agent-provider-site, and /oem/90_custom.yaml: cluster",
  ],
  "Palette's plugin": [
    { "/opt/spectrocloud/bin/agent-provider-stylus": "" },
    "/opt/spectrocloud/bin/agent-provider-stylus",
  ],
  "Palette's agent on an ordinary Linux": [
    { "/etc/systemd/system/spectro-stylus-agent.service": "" },
    "/etc/systemd/system/spectro-stylus-agent.service",
  ],
};

for (const [what, [files, evidence]] of Object.entries(OWNERS))
  test(`${what} owns the host: nothing is planned there, with what was found and what to do`, async () => {
    const owner = await observeHostOwner(kairos(files));
    assert.equal(owner.is === "known" && owner.value.evidence, evidence);
    const obstacle = ownerObstacle(owner);
    assert.equal(obstacle?.code, "HOST_OWNED");
    assert.ok(obstacle?.message.includes(evidence));
    assert.match(obstacle?.hint ?? "", /watched\.$/);
  });

test("a provider with nothing to do, and files that are no YAML, own nothing", async () => {
  const owner = await observeHostOwner(
    kairos({
      "/system/providers/agent-provider-site": "",
      "/oem/90_custom.yaml": "#cloud-config\ninstall:\n  device: auto\n",
      "/oem/91_broken.yaml": "a: [\n",
    }),
  );
  assert.deepEqual(owner, { is: "absent" });
  assert.equal(ownerObstacle(owner), undefined);
});

test("where nobody can tell who owns it, nothing is planned either", async () => {
  const host = createMemoryHost({
    files: {
      ...OS,
      "/system/providers/agent-provider-site": "",
      "/oem/90_custom.yaml": "#cloud-config\n",
    },
    unreadable: ["/oem/90_custom.yaml"],
  });
  assert.equal(ownerObstacle(await observeHostOwner(host))?.code, "CLUSTER_UNKNOWN");
});
