// Canonical Kubernetes on a real systemd as root: snapd, k8s and its services are stand-ins, the two stores beneath them a
// real Dqlite each. The machine is a Debian that calls itself Ubuntu: on anything else the plan is refused.
import { X509Certificate } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { standInArtefacts, standInHost } from "../../src/distributions/canonical/stand-in/index.ts";
import { issue } from "../../src/distributions/stand-in/certificate.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { noDqlite } from "../dqlite/fixture/cluster.ts";
import { bringDqlite, DQLITE_NODE } from "./bring-dqlite.ts";
import { clusterContract } from "./cluster-contract.ts";
import { child, type RealStore } from "./cluster-operations.ts";
import { clusterOf } from "./documents.ts";
import { whyNot } from "./lab.ts";
import { type Machine, write } from "./machine.ts";

const why = whyNot() ?? noDqlite();
const VERSIONS = ["1.32.3", "1.33.3", "1.34.1"] as const;
const { cluster } = clusterOf("");
const PKI = "/etc/kubernetes/pki";
const DAY_MS = 86_400_000;
const UBUNTU = `NAME="Ubuntu"
ID=ubuntu
VERSION_ID="24.04"
PRETTY_NAME="Ubuntu 24.04 by name, a Debian of the tests"
`;

async function prepare(host: Machine): Promise<void> {
  const { files } = createMachineHost();
  for (const [path, { content, mode }] of Object.entries(standInHost()))
    await files.writeAtomic(`${host.tree}${path}`, content, { mode });
  const beneath = JSON.stringify({ dqliteProgram: DQLITE_NODE });
  await files.writeAtomic(`${host.tree}/etc/bringup/stand-in.json`, beneath, { mode: 0o644 });
  write(host, "/etc/os-release", UBUNTU, 0o644);
  bringDqlite(host.tree);
}

/** They are renewed when they are older than an hour; one of the same authority, for the same names, is. */
async function age(host: Machine): Promise<void> {
  const at = (name: string) => join(host.tree, PKI, name);
  const [cert, key] = ["ca.crt", "ca.key"].map((name) => readFileSync(at(name), "utf8"));
  const shown = new X509Certificate(readFileSync(at("apiserver.crt")));
  const authority = new X509Certificate(cert ?? "");
  const nameOf = ({ subject }: X509Certificate) => ({
    commonName: /^CN=(.*)$/m.exec(subject)?.[1] ?? "",
  });
  const names = (shown.subjectAltName ?? "").replaceAll(/DNS:|IP Address:/g, "").split(", ");
  const validity = { fromMs: Date.now() - 360 * DAY_MS, toMs: Date.now() + 5 * DAY_MS };
  const former = { subject: nameOf(shown), use: "server", names, validity } as const;
  const old = issue({ cert: cert ?? "", key: key ?? "" }, nameOf(authority), former);
  writeFileSync(at("apiserver.crt"), old.cert);
  writeFileSync(at("apiserver.key"), old.key);
  await host.sh("systemctl restart snap.k8s.kube-apiserver");
}

/** A store of Canonical Kubernetes, by the Dqlite that has its data in this folder. */
function realStore(title: string, folder: string): RealStore {
  const sql = (host: Machine, text: string) =>
    host.sh(
      `${child("dqlite-sql")} "$(pgrep -xfa '/opt/dqlite/.* ${folder} .*' | sed 's/.*://')" "${text}"`,
    );
  return {
    title,
    async put(host, name) {
      await sql(host, "CREATE TABLE IF NOT EXISTS marks (name TEXT)");
      await sql(host, `INSERT INTO marks VALUES ('${name}')`);
    },
    list: (host) => sql(host, "SELECT name FROM marks"),
  };
}

clusterContract({
  id: "canonical",
  title: "Canonical Kubernetes",
  skip: why === undefined ? false : `Canonical Kubernetes on a real systemd not tested: ${why}`,
  // No etcd that its version would prefer: what is saved and brought back is a real Dqlite.
  cluster: {
    ...{ name: cluster.name, distribution: "canonical" },
    native: { datastore: "k8s-dqlite" },
  },
  artefacts: standInArtefacts,
  operations: {
    versions: VERSIONS,
    always: [],
    admin: "/etc/kubernetes/admin.conf",
    certificate: `${PKI}/apiserver.crt`,
    age,
    stores: [
      realStore("the Dqlite of its members", "/var/snap/k8s/common/var/lib/k8sd/state/database"),
      realStore("the Dqlite of its objects", "/var/snap/k8s/common/var/lib/k8s-dqlite"),
    ],
  },
  held: ["snap.k8s.k8s-dqlite.service", "snap.k8s.kube-apiserver.service"],
  prepare,
  unit: "snap.k8s.kubelet.service",
  type: "simple",
  seen: {
    "pgrep -xfc '/opt/dqlite/.*'": /^2$/,
    "ls /var/snap/k8s/common/var/lib/k8sd/state/database": /^metadata1$/m,
    "bringup status": /Kubernetes datastore \(k8s-dqlite\)\nQuorum {8}single copy/,
  },
  // The Dqlite of its objects goes with its service; k8sd goes on.
  drift: {
    by: "echo '# by hand' >>/etc/sysctl.d/90-bringup-canonical.conf; systemctl stop snap.k8s.k8s-dqlite",
    steps: ["canonical.sysctl", "canonical.start-k8s-dqlite"],
  },
  stays: [
    /The snaps snapd and core22: other snaps may stand on them/,
    /\/etc\/cni, \/opt\/cni/,
    /Snapshots below \/opt\/bringup\/snapshots/,
  ],
  remains:
    "find /etc /usr/local /snap /var/snap /run/bringup -xdev \\( -name '*k8s*' -o -name '*kube*' -o -name '*dqlite*' \\) 2>/dev/null | sort; pgrep -xfa '/opt/dqlite/.*' || true",
});
