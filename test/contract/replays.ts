// Over 100 lines by design: a table of what each stand-in replays, and where that is from.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ObservedEntry } from "../../src/distributions/index.ts";

const HOME = join(import.meta.dirname, "../..");

/** Words that a stand-in says at the boundary of commands, files and sockets, and where they were said first. */
export interface Replay {
  /** Below src/distributions. */
  readonly by: string;
  /** As they stand in the stand-in, and in the transcript where there is one. */
  readonly words: string;
  /** A file of test/fixtures, or the document or source it was read in. */
  readonly from: string;
  /** `recorded`: a real program said it. `real`: no transcript is needed, the real one runs. */
  readonly seen: "recorded" | "documented" | "real";
  /** Whose journal has them when it runs on a host. */
  readonly journal?: string;
}

const KUBEADM = "test/fixtures/kubeadm";
const K8SD = "test/fixtures/canonical/k8sd";
const recorded = (by: string, words: string, file: string): Replay => ({
  ...{ by: `kubeadm/stand-in/${by}`, words, from: `${KUBEADM}/${file}`, seen: "recorded" },
});
const documented = (by: string, words: string, from: string): Replay => ({
  ...{ by, words, from, seen: "documented" },
});

export const REPLAYS: Readonly<Record<string, readonly Replay[]>> = {
  k3s: [
    {
      ...documented("k3s/stand-in/journal.ts", "k3s is up and running", "distributions.md 3.4"),
      journal: "k3s.service",
    },
    documented("shared/stand-in/supervisor.ts", "server-bootstrap", "distributions.md 3.4"),
    documented("shared/stand-in/etcd.ts", "etcd_server_has_leader", "distributions.md 7.1"),
  ],
  rke2: [
    {
      ...documented("rke2/stand-in/journal.ts", "rke2 is up and running", "distributions.md 4.5"),
      journal: "rke2-server.service",
    },
    documented("shared/stand-in/supervisor.ts", "server-bootstrap", "distributions.md 3.4"),
    documented("shared/stand-in/etcd.ts", "etcd_server_is_leader", "distributions.md 7.1"),
  ],
  kubeadm: [
    {
      ...recorded("kubelet.ts", '"Adding static pod path"', "kubelet-journal-of-that-failure.txt"),
      journal: "kubelet.service",
    },
    {
      ...recorded("kubelet.ts", '"Started kubelet"', "kubelet-journal-of-that-failure.txt"),
      journal: "kubelet.service",
    },
    {
      ...documented(
        "kubeadm/stand-in/kubelet.ts",
        '"Successfully registered node"',
        "kubernetes, kubelet_node_status.go",
      ),
      journal: "kubelet.service",
    },
    recorded("kubeadm.ts", "[preflight] Some fatal errors occurred", "fail-init-on-used-host.txt"),
    recorded("kubeadm.ts", "Storing the configuration used in ConfigMap", "kubeadm-init.txt"),
    recorded("kubeadm.ts", "[mark-control-plane] Marking the node", "kubeadm-init.txt"),
    recorded("files.ts", "listen-metrics-urls", "manifest-etcd.yaml"),
    documented("kubeadm/stand-in/crictl.ts", "CONTAINER_RUNNING", "cri-tools, crictl ps -o json"),
    {
      ...{ by: "kubeadm/stand-in/real-etcd.ts", words: "/v3/kv/put", seen: "real" },
      from: "etcd 3.4 of Debian, test/systemd/bring-etcd.ts",
    },
  ],
  canonical: [
    documented("canonical/stand-in/snapd.ts", "snap-not-found", "snapcraft.io, Snapd REST API"),
    documented(
      "canonical/stand-in/k8s.ts",
      "Bootstrapping the cluster. This may take a few seconds, please wait.",
      "k8s-snap, cmd/k8s/k8s_bootstrap.go",
    ),
    documented(
      "canonical/stand-in/k8sd.ts",
      "Database is not yet initialized",
      `${K8SD}/not-initialized.json`,
    ),
    documented(
      "canonical/stand-in/stores.ts",
      "/core/internal/database",
      "microcluster, the tunnel to its Dqlite",
    ),
    {
      ...{ by: "canonical/stand-in/real-node.ts", words: "spawn(program", seen: "real" },
      from: "libdqlite, test/dqlite/fixture/node.c",
    },
  ],
};

/** Every stand-in says what it replays, and what it cites is there. */
export function replayContract({ id }: ObservedEntry): void {
  test(`${id}: its stand-ins say the words of the transcripts they cite`, () => {
    const rows = REPLAYS[id] ?? [];
    assert.ok(rows.length > 0);
    for (const { by, words, from, seen } of rows) {
      const source = readFileSync(join(HOME, "src/distributions", by), "utf8");
      assert.ok(source.includes(words), `${by} does not say ${words}`);
      const isFile = from.startsWith("test/");
      if (isFile) assert.ok(existsSync(join(HOME, from)), `${from} is missing`);
      if (isFile) assert.ok(readFileSync(join(HOME, from), "utf8").includes(words), from);
      assert.ok(isFile || seen !== "recorded", `${from} cannot be looked into`);
    }
  });
}

/** For whoever reads what a lane prints. */
export function replayTable(id: string): string {
  const rows = (REPLAYS[id] ?? []).map(({ by, words, from, seen }) => [
    ...[seen === "documented" ? "never seen on a real one" : seen, by, words, from],
  ]);
  const head = ["SEEN", "STAND-IN", "SAYS", "FROM"];
  const widths = head.map((_, at) =>
    Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
