// Troubles made for real on a host with systemd, all at once, and what the doctor makes of them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DoctorReport } from "../../src/doctor/index.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { jsonLines, type Shown } from "./look.ts";
import { createMachine, type Machine } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `the doctor on a real host not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const NODE = "/usr/lib/bringup/node_modules/node/bin/node";
const until = (line: string) => `timeout 120 sh -c 'until ${line}; do sleep 0.1; done'`;
/** The journal has it. */
const said = (unit: string, words: string) =>
  until(`journalctl -q -u ${unit} -o cat | grep -qF "${words}"`);
/** A service of this name that says something and then runs, or fails. */
const saying = (unit: string, words: string, then: "sleep 1000" | "exit 1") =>
  [
    `systemd-run --quiet --unit=${unit} sh -c 'echo "${words}"; ${then}'`,
    said(unit, words),
    ...(then === "exit 1" ? [until(`systemctl is-failed -q ${unit}`)] : []),
  ].join("; ");
const file = (path: string, text: string) =>
  `mkdir -p ${path.slice(0, path.lastIndexOf("/"))}; printf '%s\\n' '${text}' > ${path}`;

const BLOBS = "/usr/local/spectrocloud/peerbundle/sha256";
const PODS = "/var/log/pods";

/** By the symptom that is to be found: lines of shell, as root. */
const TROUBLES: Readonly<Record<string, { readonly make: string; readonly says: string }>> = {
  "dns.var-tmp-mode": {
    make: "chmod 755 /var/tmp; systemctl disable --now systemd-resolved",
    says: "certain node-down",
  },
  "content.empty-blobs": {
    make: `mkdir -p ${BLOBS}; touch -d '1 hour ago' ${BLOBS}/0a1b; echo x > ${BLOBS}/0c2d`,
    says: "likely degraded",
  },
  "network.cni-ownership": {
    make: "mkdir -p /opt/cni/bin; touch /opt/cni/bin/bridge; chown 1000:1000 /opt/cni/bin/bridge",
    says: "likely node-down",
  },
  "host.noexec-mounts": {
    make: "mount --bind /var /var; mount -o remount,bind,noexec /var",
    says: "certain node-down",
  },
  "host.nfs-masked": { make: "systemctl mask rpcbind.service", says: "possible cosmetic" },
  "host.sysctl-overridden": {
    make: "echo net.ipv4.ip_forward=0 > /etc/sysctl.d/99-site.conf",
    says: "likely degraded",
  },
  "registration.duplicate-host": {
    // A unit with a file of its own: it is restarted after a mend.
    make: `${file(
      "/etc/systemd/system/spectro-stylus-agent.service",
      `[Service]\nExecStart=/bin/sh -c "echo kubeadm: command not found, edge host edge-1 already exists; sleep 1000"`,
    )}; systemctl daemon-reload; systemctl start spectro-stylus-agent; ${said("spectro-stylus-agent", "already exists")}`,
    says: "certain degraded",
  },
  "registration.without-project": {
    make: file("/oem/90_custom.yaml", "stylus: {site: {edgeHostToken: aUAx0ChYCrO}}"),
    says: "possible cosmetic",
  },
  "agent.content-defects": {
    make: file("/oem/80_stylus.yaml", "p: container://x/stylus-linux-amd64:v4.7.16"),
    says: "possible cosmetic",
  },
  "agent.reset-defects": { make: "true", says: "possible cosmetic" },
  "agent.stale-connections": { make: "true", says: "possible cosmetic" },
  "host.docker-beside": {
    make: `${file("/etc/spectro/environment", "STYLUS_ROOT=/")}; touch /run/docker.sock`,
    says: "likely degraded",
  },
  "host.rsync-missing": { make: "rm -f /usr/bin/rsync", says: "certain node-down" },
  "node.containerd-state": {
    make: saying("containerd", "failed to recover state: bad metadata", "exit 1"),
    says: "certain node-down",
  },
  "vip.kube-vip-dns": {
    make: file(
      `${PODS}/kube-system_kube-vip-a_1/kube-vip/0.log`,
      "stderr F lookup kubernetes: no such host",
    ),
    says: "certain node-down",
  },
  "pods.palette-webhook": {
    make: file(
      `${PODS}/palette-system_palette-lite-controller-manager-a_1/manager/0.log`,
      "stderr F x",
    ),
    says: "possible cosmetic",
  },
  "pods.webhook-trust": {
    make: saying(
      "site-apiserver",
      "failed calling webhook pod-registry.spectrocloud.com: x509: unknown authority",
      "sleep 1000",
    ),
    says: "certain degraded",
  },
  "network.two-default-routes": {
    make: "ip link add eth1 type veth peer name veth1; ip addr add 10.99.0.3/24 dev eth1; ip link set veth1 up; ip link set eth1 up; ip route add default via 10.99.0.1 dev eth1 metric 200",
    says: "likely degraded",
  },
  "rke2.join-port": {
    make: file("/etc/rancher/rke2/config.yaml", "server: https://10.99.0.2:9345"),
    says: "likely node-down",
  },
  "canonical.no-proxy": {
    make: `${file("/var/snap/k8s/common/args/kube-apiserver", "--service-cluster-ip-range=192.169.0.0/16")}; echo HTTPS_PROXY=http://10.99.0.9:3128 >> /etc/environment`,
    says: "likely node-down",
  },
  "k3s.bootstrap-lost": {
    make: saying("k3s", "no bootstrap data found in datastore", "sleep 1000"),
    says: "certain node-down",
  },
  "journal.k3s": {
    make: saying("k3s-agent", "duplicate node name found", "exit 1"),
    says: "certain node-down",
  },
  "k3s.broken-version": {
    make: `${file("/usr/local/bin/k3s", '#!/bin/sh\necho "k3s version v1.32.1+k3s1 (8b1a)"')}; chmod 755 /usr/local/bin/k3s`,
    says: "likely node-down",
  },
  "journal.rke2": {
    make: saying(
      "rke2-server",
      "encrypted with different token: bootstrap data already found and encrypted with different token",
      "sleep 1000",
    ),
    says: "likely degraded",
  },
  "rke2.leftovers": {
    make: "mkdir -p /var/lib/rancher/rke2/server/db/etcd",
    says: "certain node-down",
  },
  "journal.canonical": {
    make: saying("snap.k8s.k8sd", "CoreTokenRecord not found", "exit 1"),
    says: "certain node-down",
  },
  "journal.kubeadm": {
    make: saying("kubelet", "running with swap on is not supported", "exit 1"),
    says: "certain node-down",
  },
  "kubeadm.vip-after-reboot": {
    make: `${file("/etc/kubernetes/manifests/kube-apiserver.yaml", "    image: registry.k8s.io/kube-apiserver:v1.29.14")}; ${file("/opt/kubeadm.init", "X=")}`,
    says: "possible node-down",
  },
  "kubeadm.custom-path": {
    make: file("/var/lib/spectro/userdata", "stylus: {path: /persistent, managementMode: local}"),
    says: "certain node-down",
  },
  "vip.kube-vip-lease": {
    make: file(
      `${PODS}/kube-system_kube-vip-b_2/kube-vip/1.log`,
      "stderr F failed to renew lease kube-system/plndr-cp-lock",
    ),
    says: "possible degraded",
  },
  "pods.cilium-apparmor": {
    make: file(
      `${PODS}/kube-system_cilium-x_3/mount-cgroup/0.log`,
      "stderr F nsenter: cannot open: Permission denied",
    ),
    says: "likely node-down",
  },
  "boot.failed-upgrade": {
    make: "touch /etc/kairos-release; mkdir -p /run/cos; touch /run/cos/passive_mode",
    says: "likely degraded",
  },
  "content.airgap-images": {
    make: saying("site-kubelet", "ImagePullBackOff", "sleep 1000"),
    says: "likely degraded",
  },
  "content.signed-images": {
    make: file(
      "/usr/local/spectrocloud/stylus-content-script.log",
      "importing image pause: signature is not supported",
    ),
    says: "likely degraded",
  },
};

const MOST_LOOKS = 5;

/** Those that are mended here, in this order. */
const MENDED = ["dns.var-tmp-mode", "content.empty-blobs", "network.cni-ownership"];

let lab: Lab;
let host: Machine;
let sound: DoctorReport;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "sick");
  await host.boot();
  sound = await look();
  for (const { make } of Object.values(TROUBLES)) await host.sh(make);
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

/** @param mended what is mended before the look */
async function look(...mended: readonly string[]): Promise<DoctorReport> {
  const program = "/opt/source/test/systemd/children/doctor.ts";
  const tsx = "/opt/source/node_modules/tsx/dist/loader.mjs";
  const { stdout, stderr } = await host.run(NODE, `--import=${tsx}`, program, ...mended);
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
}

/** On a busy machine some of its questions are not answered in time, and it says so: then it looks again. */
async function wholeLook(...mended: readonly string[]): Promise<DoctorReport> {
  let report = await look(...mended);
  const isWhole = () => report.unknown.every(({ id }) => !(id in TROUBLES));
  for (let looks = 1; !isWhole() && looks < MOST_LOOKS; looks += 1) report = await look();
  return report;
}

const idsOf = ({ findings }: DoctorReport) => findings.map(({ id }) => id);

test("on a sound host none of these troubles is found", { skip }, () => {
  assert.deepEqual(
    idsOf(sound).filter((id) => id in TROUBLES),
    [],
  );
});

test("all of them at once are found, each as sure and as grave as it is", { skip }, async (t) => {
  const { findings, tookMs } = await wholeLook();
  t.diagnostic(`looked over in ${tookMs} ms`);
  const said = findings.map(({ id, likelihood, severity }) => [id, `${likelihood} ${severity}`]);
  const wanted = Object.entries(TROUBLES).map(([id, { says }]) => [id, says]);
  assert.deepEqual(said.filter(([id = ""]) => id in TROUBLES).sort(), wanted.sort());
});

test("what is mended is found no more, and the rest still is", { skip }, async () => {
  const agent = "systemctl show -p MainPID --value spectro-stylus-agent";
  const before = await host.sh(agent);
  const left = idsOf(await wholeLook(...MENDED));
  assert.deepEqual(
    Object.keys(TROUBLES).filter((id) => !left.includes(id)),
    MENDED,
  );
  const seen =
    "stat -c %a /var/tmp; systemctl is-active systemd-resolved; stat -c %u /opt/cni/bin/bridge";
  assert.equal(await host.sh(`${seen}; ls ${BLOBS}`), "1777\nactive\n0\n0c2d");
  assert.notEqual(await host.sh(agent), before, "the agent of Palette was restarted");
});

test("the shipped program finds it too, and its agent mends what is approved", {
  skip,
}, async () => {
  await host.sh("chmod 700 /var/tmp; systemctl stop systemd-resolved");
  const seen = async () => {
    const [report] = jsonLines((await host.bringup("doctor", "--json")).stdout);
    return idsOf(report as DoctorReport & Shown).includes("dns.var-tmp-mode");
  };
  assert.ok(await seen());
  const { code, stdout, stderr } = await host.bringup("doctor", "--fix", "D11", "--yes");
  assert.equal(code, 0, `${stdout}${stderr}`);
  assert.equal(
    await host.sh("stat -c %a /var/tmp; systemctl is-active systemd-resolved"),
    "1777\nactive",
  );
  assert.equal(await seen(), false);
});
