// Troubles made for real on a host with systemd, one at a time, and what the shipped program says and mends.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DoctorReport } from "../../src/doctor/index.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { createMachine, type Ended, type Machine } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `bringup doctor on a real host not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const BLOBS = "/usr/local/spectrocloud/peerbundle/sha256";
const AGENT = "/etc/systemd/system/stylus-agent.service";

interface Trouble {
  readonly title: string;
  /** Lines of shell, as root on the host. */
  readonly make: string;
  readonly undo: string;
  /** The symptom it is known by. */
  readonly id: string;
}

const TROUBLES: readonly Trouble[] = [
  {
    title: "names are not found, for /var/tmp lost its mode and the resolver does not run",
    make: "chmod 755 /var/tmp; systemctl stop systemd-resolved",
    undo: "chmod 1777 /var/tmp; systemctl start systemd-resolved",
    id: "dns.var-tmp-mode",
  },
  {
    title: "a blob of the content has no bytes",
    make: `mkdir -p ${BLOBS}; touch -d '1 hour ago' ${BLOBS}/0a1b; echo x > ${BLOBS}/0c2d; printf '[Service]\\nExecStart=sleep 1000\\n' > ${AGENT}; systemctl daemon-reload; systemctl start stylus-agent`,
    undo: `systemctl stop stylus-agent; rm -r ${AGENT} /usr/local/spectrocloud; systemctl daemon-reload`,
    id: "content.empty-blobs",
  },
  {
    title: "/etc/sysctl.conf is read last and switches forwarding off",
    make: "cp /etc/sysctl.conf /root/; echo net.ipv4.ip_forward=0 >> /etc/sysctl.conf",
    undo: "cp /root/sysctl.conf /etc/sysctl.conf",
    id: "host.sysctl-overridden",
  },
  {
    title: "programs are forbidden where containers have theirs",
    make: "mount -t tmpfs -o noexec tmpfs /opt",
    undo: "umount /opt",
    id: "host.noexec-mounts",
  },
  {
    title: "swap in compressed memory is on",
    make: "printf 'Filename Type Size Used Priority\\n/dev/zram0 partition 1024 0 100\\n' > /run/swaps; mount --bind /run/swaps /proc/swaps",
    undo: "umount /proc/swaps",
    id: "host.zram-swap",
  },
  {
    title: "Docker runs beside the agent",
    make: "mkdir -p /etc/spectro; touch /etc/spectro/environment /run/docker.sock",
    undo: "rm -r /etc/spectro /run/docker.sock",
    id: "host.docker-beside",
  },
  {
    title: "rsync is missing in agent mode",
    make: "mkdir -p /etc/spectro; touch /etc/spectro/environment",
    undo: "rm -r /etc/spectro",
    id: "host.rsync-missing",
  },
  {
    title: "the units of RPC are masked",
    make: "systemctl mask rpcbind.service",
    undo: "systemctl unmask rpcbind.service",
    id: "host.nfs-masked",
  },
  {
    title: "somebody else owns the plugins of the pod network",
    make: "mkdir -p /opt/cni/bin; touch /opt/cni/bin/bridge; chown 1000:1000 /opt/cni/bin/bridge",
    undo: "rm -r /opt/cni",
    id: "network.cni-ownership",
  },
  {
    title: "an earlier RKE2 left its data",
    make: "mkdir -p /var/lib/rancher/rke2/server/db/etcd",
    undo: "rm -r /var/lib/rancher",
    id: "rke2.leftovers",
  },
  {
    title: "K3s starts and ends over and over, and its journal says why",
    make: "systemd-run --quiet --unit=k3s-agent -p Restart=always -p RestartSec=1 -p StartLimitIntervalSec=0 sh -c 'echo duplicate node name found; exit 1'; until journalctl -q -u k3s-agent | grep -q 'duplicate node'; do sleep 0.1; done",
    undo: "systemctl stop k3s-agent",
    id: "journal.k3s",
  },
  {
    title: "containerd does not start any more",
    make: "systemd-run --quiet --unit=containerd sh -c 'echo failed to recover state: bad metadata; exit 1'; until systemctl is-failed -q containerd; do sleep 0.1; done",
    undo: "systemctl reset-failed containerd",
    id: "node.containerd-state",
  },
  {
    title: "two links want to be the way out of one network",
    make: "ip link add eth1 type veth peer name veth1; ip addr add 10.99.0.3/24 dev eth1; ip link set veth1 up; ip link set eth1 up; ip route add default via 10.99.0.1 dev eth1 metric 200",
    undo: "ip link del eth1",
    id: "network.two-default-routes",
  },
  {
    title: "the token says no project, and nobody else does",
    make: "mkdir /oem /run/stylus; echo 'stylus: {site: {edgeHostToken: aUAx0ChYCrO}}' > /oem/90_custom.yaml",
    undo: "rm -r /oem /run/stylus",
    id: "registration.without-project",
  },
];

let lab: Lab;
let host: Machine;
/** What is found on this host in any case: nobody keeps its clock. */
let usual: readonly string[];

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "patient");
  await host.boot();
  usual = await found();
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

const reportIn = ({ stdout, stderr }: Ended): DoctorReport => {
  assert.notEqual(stdout, "", stderr);
  return JSON.parse(stdout);
};

async function found(): Promise<readonly string[]> {
  const ended = await host.bringup("doctor", "--json");
  const ids = reportIn(ended).findings.map(({ id }) => id);
  assert.equal(ended.code, ids.length === 0 ? 0 : 1, ended.stderr);
  assert.doesNotMatch(ended.stderr, /^ +at /m);
  return ids;
}

test("on a sound host bringup doctor finds none of these troubles", { skip }, () => {
  const known = TROUBLES.map(({ id }) => id);
  assert.deepEqual(
    usual.filter((id) => known.includes(id)),
    [],
  );
});

for (const { title, make, undo, id } of TROUBLES) {
  test(`bringup doctor finds that ${title}`, { skip }, async () => {
    await host.sh(make);
    try {
      assert.ok((await found()).includes(id));
    } finally {
      await host.sh(undo);
    }
  });
}

test("with every trouble taken back nothing more is found than before", { skip }, async () => {
  assert.deepEqual(await found(), usual);
});

for (const { id, title, make, undo } of TROUBLES.slice(0, 2)) {
  test(`--fix shows the plan, --yes carries it out, where ${title}`, { skip }, async () => {
    await host.sh(make);
    try {
      const shown = await host.bringup("doctor", "--fix", id);
      assert.equal(shown.code, 5, shown.stderr);
      assert.ok((await found()).includes(id), "a plan alone changes nothing");
      const [, hash = ""] = /^Plan ([0-9a-f]{12})/.exec(shown.stdout) ?? [];
      const done = await host.bringup("doctor", "--fix", id, "--approve", hash);
      assert.equal(done.code, 0, done.stdout + done.stderr);
      assert.ok(!(await found()).includes(id));
      const again = await host.bringup("doctor", "--fix", id, "--yes");
      assert.match(again.stdout, /^Nothing to do\.$/m);
    } finally {
      await host.sh(undo);
    }
  });
}

test("what a mend leads to happens too, though the trouble is gone by its first step", {
  skip,
}, async () => {
  const [{ make: spoil = "", undo: tidy = "" } = {}, { make = "", undo = "" } = {}] = TROUBLES;
  await host.sh(`${spoil}; ${make}`);
  try {
    const started = "systemctl show -p InvocationID --value stylus-agent";
    const before = await host.sh(started);
    for (const id of ["dns.var-tmp-mode", "content.empty-blobs"])
      assert.equal((await host.bringup("doctor", "--fix", id, "--yes")).code, 0);
    assert.equal(await host.sh("systemctl is-active systemd-resolved"), "active");
    assert.notEqual(await host.sh(started), before);
    assert.equal(await host.sh(`ls ${BLOBS}`), "0c2d");
  } finally {
    await host.sh(`${undo}; ${tidy}`);
  }
});

test("what nobody should do by a plan is said in words", { skip }, async () => {
  const { code, stdout } = await host.bringup("doctor", "--fix", "rke2.leftovers");
  assert.equal(code, 5);
  assert.match(stdout, /^ {2}Do {4}/m);
});

test("who is not root gets an answer too, and so does a host without its message bus", {
  skip,
}, async () => {
  const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;
  const ended = await host.run(...asNobody, "bringup", "doctor", "--json");
  assert.ok(reportIn(ended).cleared > 0);
  await host.sh("systemctl stop dbus.socket dbus.service; chmod 755 /var/tmp");
  try {
    assert.ok((await found()).includes("dns.var-tmp-mode"));
  } finally {
    await host.sh("chmod 1777 /var/tmp; systemctl start dbus.socket");
  }
});
