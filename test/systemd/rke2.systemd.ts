// RKE2 on a real systemd as root: unpacked, started, judged, restarted with the host, removed. Simulated is the program alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { practiceArtefacts, practiceVersion } from "../../src/distributions/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { clusterOf, documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { agentAnswers, isReady } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `RKE2 on a real systemd not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const { cluster, checks } = clusterOf(practiceVersion("rke2"));
const DOCUMENT = documentText({
  cluster: { ...cluster, distribution: "rke2", artefacts: "/opt/artefacts/rke2", cni: "cilium" },
  checks,
});

let lab: Lab;
let host: Machine;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "edge");
  write(host, "/root/cluster.yaml", DOCUMENT);
  await practiceArtefacts(createMachineHost().files, `${host.tree}/opt/artefacts`);
  await host.boot();
  await host.sh(
    "touch /etc/lab/own-machine; systemctl start lab; mkdir -p /etc/bringup; touch /etc/bringup/test-machine; cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl daemon-reload; systemctl enable --now bringup-agent",
  );
  await agentAnswers(host);
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

const unit = () =>
  host.sh("systemctl show rke2-server -p ActiveState,Type,UnitFileState,FragmentPath --value");

test("one server is created, and systemd has its unit from the one place that wins", {
  skip,
}, async () => {
  const { code, stdout, stderr } = await host.bringup("apply", "-f", "/root/cluster.yaml", "--yes");
  assert.equal(code, 0, stdout + stderr);
  await isReady(host);
  assert.deepEqual((await unit()).split("\n").toSorted(), [
    "/etc/systemd/system/rke2-server.service",
    "active",
    "enabled",
    "notify",
  ]);
  // What the archive brings lies where its installer puts it.
  assert.match(await host.sh("/usr/local/bin/rke2 --version"), /^rke2 version v1\.35\.3\+rke2r1/);
  assert.equal(await host.sh("systemd-analyze verify --man=no rke2-server.service 2>&1"), "");
});

test("after a restart of the host it is there again, and nothing is to do", { skip }, async () => {
  await host.reboot();
  await agentAnswers(host);
  await isReady(host);
  const { code, stdout } = await host.bringup("apply", "-f", "/root/cluster.yaml");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Nothing to do/);
});

test("removed, nothing of it is left on the host", { skip }, async () => {
  const { code, stdout, stderr } = await host.bringup(
    ...["cluster", "destroy", "--name", "rack12", "--yes"],
  );
  assert.equal(code, 0, stdout + stderr);
  assert.equal(
    await host.sh(
      "find /etc /usr/local /var/lib -xdev \\( -name '*rke2*' -o -name rancher \\) ! -path '/etc/bringup/*' | sort",
    ),
    "",
  );
  assert.equal(await host.sh("systemctl show rke2-server -p LoadState --value"), "not-found");
});
