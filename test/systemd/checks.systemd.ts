// Faults made for real on a host with systemd, one at a time, and what the shipped program says of each.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { clusterOf, documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { jsonLines } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";
import { OLD_CLUSTER } from "./old-cluster.ts";

const why = whyNot();
const skip = why === undefined ? false : `faults on a real host not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const EXPIRED = readFileSync(
  new URL("../fixtures/certificates/expired-server.pem", import.meta.url),
  "utf8",
);
const NODE = "/usr/lib/bringup/node_modules/node/bin/node";
/** A service of this name that does nothing, as a service that runs. */
const pretend = (unit: string) => ({
  make: `systemd-run --quiet --unit=${unit} sleep 1000`,
  undo: `systemctl stop ${unit}`,
});
const holding = (code: string) => ({
  make: `systemd-run --quiet --unit=squatter ${NODE} -e "${code}"; until test -e /run/held; do sleep 0.1; done`,
  undo: "systemctl stop squatter; rm /run/held",
});
const HELD = "() => fs.writeFileSync('/run/held', '')";

interface Fault {
  readonly title: string;
  /** Lines of shell, as root on the host. */
  readonly make?: string;
  readonly undo?: string;
  /** What is asked of the host beyond the cluster of the tests. */
  readonly cluster?: object;
  readonly spec?: object;
  /** What every check named here has to say. */
  readonly expected: Readonly<Record<string, string>>;
}

const FAULTS: readonly Fault[] = [
  {
    title: "programs are forbidden on /opt",
    make: "mount -t tmpfs -o noexec tmpfs /opt",
    undo: "umount /opt",
    expected: { "system.mounts": "fail MOUNT_NOEXEC" },
  },
  {
    title: "the state of the kubelet lies in memory",
    make: "mkdir -p /var/lib/kubelet; mount -t tmpfs tmpfs /var/lib/kubelet",
    undo: "umount /var/lib/kubelet",
    expected: { "system.persistence": "fail STATE_NOT_KEPT" },
  },
  {
    title: "the logs have a megabyte",
    make: "mount -t tmpfs -o size=1m tmpfs /var/log",
    undo: "umount /var/log",
    expected: { "system.space": "fail SPACE_SHORT" },
  },
  {
    title: "the data is on a file system in memory that can hold hardly any more files",
    make: "mount -t tmpfs -o nr_inodes=12 tmpfs /var/lib; touch /var/lib/1 /var/lib/2 /var/lib/3 /var/lib/4 /var/lib/5 /var/lib/6 /var/lib/7 /var/lib/8 /var/lib/9 /var/lib/10",
    undo: "umount /var/lib",
    expected: {
      "system.filesystem": "fail FILESYSTEM_UNFIT",
      "system.inodes": "warn INODES_SHORT",
    },
  },
  {
    title: "the machine has no number",
    make: "cp /etc/machine-id /root/machine-id; echo uninitialized > /etc/machine-id",
    undo: "cat /root/machine-id > /etc/machine-id",
    expected: { "system.machine-id": "fail MACHINE_ID_MISSING" },
  },
  {
    title: "a program is missing",
    make: "mv /usr/bin/nsenter /usr/bin/nsenter.away",
    undo: "mv /usr/bin/nsenter.away /usr/bin/nsenter",
    expected: { "system.programs": "fail PROGRAMS_MISSING" },
  },
  {
    title: "the account of root has expired",
    make: "chage -E 1 root",
    undo: "chage -E -1 root",
    expected: { "system.root-expiry": "warn ROOT_EXPIRED" },
  },
  {
    title: "a file switches forwarding off at the next boot",
    make: "echo net.ipv4.ip_forward=0 > /etc/sysctl.d/99-site.conf",
    undo: "rm /etc/sysctl.d/99-site.conf",
    expected: { "system.sysctl-files": "warn SYSCTL_FILE_WINS" },
  },
  {
    title: "a package manager is at work",
    ...pretend("packagekit"),
    expected: { "system.competing-writers": "warn HOST_IN_OTHER_HANDS" },
  },
  {
    title: "a list allows programs",
    ...pretend("fapolicyd"),
    expected: { "system.allow-list": "warn PROGRAMS_FORBIDDEN" },
  },
  {
    title: "a firewall runs",
    ...pretend("firewalld"),
    expected: { "network.firewall": "warn FIREWALL_ACTIVE" },
  },
  {
    title: "NetworkManager owns every link",
    ...pretend("NetworkManager"),
    expected: { "network.manager": "warn NETWORK_MANAGER_MEDDLES" },
  },
  {
    title: "a port of the node is taken on one address",
    ...holding(`net.createServer().listen(10250, '10.99.0.2', ${HELD})`),
    expected: { "kubernetes.ports": "fail PORT_IN_USE" },
  },
  {
    title: "the port of the tunnels is taken",
    ...holding(`dgram.createSocket('udp4').bind(8472, ${HELD})`),
    expected: { "kubernetes.ports": "fail PORT_IN_USE" },
  },
  {
    title: "an earlier cluster left its manifests",
    make: "mkdir -p /etc/kubernetes/manifests; touch /etc/kubernetes/manifests/etcd.yaml",
    undo: "rm -r /etc/kubernetes",
    expected: { "kubernetes.leftovers": "fail LEFTOVERS_FOUND" },
  },
  {
    title: "an etcd member was taken out of its cluster",
    make: "mkdir -p /var/lib/rancher/k3s/server/db/etcd; touch /var/lib/rancher/k3s/server/db/etcd/tombstone",
    undo: "rm -r /var/lib/rancher",
    expected: {
      "kubernetes.removed-member": "fail MEMBER_REMOVED",
      "kubernetes.leftovers": "fail LEFTOVERS_FOUND",
    },
  },
  {
    title: "Docker listens",
    make: "touch /run/docker.sock",
    undo: "rm /run/docker.sock",
    expected: { "kubernetes.runtime": "fail CONTAINER_ENGINE_RUNS" },
  },
  {
    title: "a certificate of the node has expired",
    make: `mkdir -p /etc/kubernetes/pki; echo '${EXPIRED}' > /etc/kubernetes/pki/apiserver.crt`,
    undo: "rm -r /etc/kubernetes",
    expected: { "kubernetes.certificates": "fail CERTIFICATE_EXPIRED" },
  },
  {
    title: "the name of the host stands for loopback",
    make: "touch /etc/hosts; cp /etc/hosts /root/hosts; echo 127.0.1.1 $(hostname) > /etc/hosts",
    undo: "cat /root/hosts > /etc/hosts",
    expected: { "network.hostname-address": "warn HOSTNAME_ADDRESS_FOREIGN" },
  },
  {
    title: "too many domains are searched",
    make: "mv /etc/resolv.conf /root/resolv.conf; echo search a.example b.example c.example d.example e.example f.example g.example > /etc/resolv.conf",
    undo: "rm /etc/resolv.conf; mv /root/resolv.conf /etc/resolv.conf",
    expected: { "network.dns-search": "warn DNS_SEARCH_LONG", "network.dns": "fail DNS_NO_SERVER" },
  },
  {
    title: "there is no default route",
    make: "ip route del default",
    undo: "ip route add default via 10.99.0.1",
    expected: { "network.default-route": "fail DEFAULT_ROUTE_MISSING" },
  },
  {
    title: "the cable is out",
    make: "ip link set eth0 down",
    undo: "ip link set eth0 up; ip route add default via 10.99.0.1",
    expected: { "network.link": "fail NETWORK_NO_LINK" },
  },
  {
    title: "packets have to be small",
    make: "ip link set eth0 mtu 1400",
    undo: "ip link set eth0 mtu 1500",
    expected: { "network.mtu": "warn MTU_SMALL" },
  },
  {
    title: "the kernel drops what comes another way",
    make: "echo 1 > /proc/sys/net/ipv4/conf/all/rp_filter",
    undo: "echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter",
    expected: { "network.rp-filter": "warn RP_FILTER_STRICT" },
  },
  {
    title: "networks and addresses of the cluster do not fit the site",
    cluster: {
      podCidr: "10.99.0.0/20",
      serviceCidr: "193.0.0.0/28",
      nodeIp: "10.97.0.9",
      vip: "10.98.0.1",
    },
    expected: {
      "network.cidr-overlap": "fail CIDR_OVERLAP",
      "network.cidr-private": "fail CIDR_PUBLIC",
      "network.cidr-size": "warn CIDR_SIZE",
      "network.node-address": "fail NODE_ADDRESS_MISSING",
      "network.vip": "fail VIP_OUTSIDE",
    },
  },
  {
    title: "the state of the kubelet cannot be written",
    make: "mkdir -p /var/lib/kubelet; mount -t tmpfs -o ro tmpfs /var/lib/kubelet",
    undo: "umount /var/lib/kubelet",
    expected: { "system.mounts": "fail MOUNT_READ_ONLY" },
  },
  {
    title: "the host has the name that every host has",
    make: "hostname > /root/name; hostname localhost",
    undo: "hostname $(cat /root/name)",
    expected: { "network.hostname": "fail HOSTNAME_DEFAULT" },
  },
  {
    title: "an engine for containers listens that is not the node's",
    ...holding(
      "fs.mkdirSync('/run/podman', { recursive: true }); net.createServer().listen('/run/podman/podman.sock', () => fs.writeFileSync('/run/held', ''))",
    ),
    undo: "systemctl stop squatter; rm -r /run/held /run/podman",
    expected: { "kubernetes.runtime": "fail CONTAINER_ENGINE_RUNS" },
  },
  {
    title: "the site's table of GPUs was cut off",
    make: `mkdir -p /etc/spectrocloud; echo '[{"vendor": "NVIDIA",' > /etc/spectrocloud/custom-hardware-specs-lookup.json`,
    undo: "rm -r /etc/spectrocloud",
    expected: { "hardware.gpu-table": "warn GPU_TABLE_MALFORMED" },
  },
  {
    title: "the system fell back to the one before",
    make: "mkdir /run/cos; touch /run/cos/cos-layout.env /run/cos/passive_mode",
    undo: "rm -r /run/cos",
    expected: { "system.boot-slot": "warn BOOT_SLOT_UNEXPECTED" },
  },
  {
    title: "the drive for the installation is not there",
    spec: { install: { device: "/dev/disk/by-id/ata-SOLD_LAST_YEAR" } },
    expected: { "hardware.partition-plan": "fail INSTALL_DRIVE_MISSING" },
  },
  {
    title: "the partitions asked for are larger than every drive of this host",
    spec: { install: { persistent: { sizeMib: 1_000_000_000, filesystem: "ext4" } } },
    expected: { "hardware.partition-plan": "fail PARTITION_PLAN_WRONG" },
  },
  {
    title: "somebody asks for an API that goes, and a pod comes back nowhere",
    ...OLD_CLUSTER,
    expected: {
      "kubernetes.old-apis": "warn OLD_API_IN_USE",
      "kubernetes.drain": "warn DRAIN_BLOCKED",
    },
  },
  {
    title: "an authority of the document has expired",
    spec: { certificates: { trusted: [{ name: "old-ca", pem: EXPIRED }] } },
    expected: { "system.authorities": "fail AUTHORITY_UNFIT" },
  },
];

let lab: Lab;
let host: Machine;
let sound: ReadonlyMap<string, string>;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "checked");
  await host.boot();
  sound = await look({});
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

/** Status and code of every check, for a document that asks for this. */
async function look({ cluster, spec }: Pick<Fault, "cluster" | "spec">) {
  const usual = clusterOf("1.35.3").cluster;
  write(host, "/root/asked.yaml", documentText({ ...spec, cluster: { ...usual, ...cluster } }));
  const { stdout, stderr } = await host.bringup("check", "--json", "-f", "/root/asked.yaml");
  const rows = jsonLines(stdout).filter(({ id }) => id !== undefined);
  assert.ok(rows.length > 70, stderr);
  return new Map(rows.map(({ id, status, code }) => [`${id}`, [status, code].join(" ").trim()]));
}

test("on a sound host these checks find nothing", { skip }, () => {
  const ids = new Set(FAULTS.flatMap(({ expected }) => Object.keys(expected)));
  const found = [...ids].filter((id) => !/^(pass|skip)$/.test(sound.get(id) ?? "missing"));
  // Its name server is as dead as its gateway.
  assert.deepEqual(found, ["network.dns"]);
});

for (const fault of FAULTS) {
  test(`it is found that ${fault.title}`, { skip }, async () => {
    if (fault.make !== undefined) await host.sh(fault.make);
    try {
      const seen = await look(fault);
      const said = Object.keys(fault.expected).map((id) => [id, seen.get(id)]);
      assert.deepEqual(Object.fromEntries(said), fault.expected);
    } finally {
      if (fault.undo !== undefined) await host.sh(fault.undo);
    }
  });
}

test("with every fault taken back the host is as sound as before", { skip }, async () => {
  const ids = FAULTS.flatMap(({ expected }) => Object.keys(expected));
  const now = await look({});
  assert.deepEqual(
    ids.map((id) => [id, now.get(id)]),
    ids.map((id) => [id, sound.get(id)]),
  );
});
