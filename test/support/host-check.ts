import assert from "node:assert/strict";
import { runChecks } from "../../src/checks/index.ts";
import { hostChecks } from "../../src/cluster/index.ts";
import { loadDriver } from "../../src/distributions/index.ts";
import {
  type CommandTable,
  createMemoryHost,
  exited,
  type MemoryFile,
  type MemoryHost,
} from "../../src/host/index.ts";
import { observeInventory } from "../../src/inventory/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";

const { signal } = new AbortController();

/** The row of one check on a host of which only this is known, and which shall have this cluster. */
export async function hostCheckRow(
  id: string,
  cluster: Pick<ClusterSpec, "distribution" | "version">,
  has: { files: Readonly<Record<string, MemoryFile>>; commands: CommandTable<MemoryHost> },
): Promise<string> {
  const host = createMemoryHost({
    files: { "/proc/net/tcp": "", "/proc/net/udp": "", ...has.files },
    commands: { ip: () => exited("[]"), ...has.commands },
  });
  const document: EdgeHost = {
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { cluster: { name: "edge", artefacts: "/srv/artefacts", ...cluster } },
  };
  const { checks, ...wanted } = hostChecks([await loadDriver(cluster.distribution)], document);
  const [result] = await runChecks({
    ...wanted,
    host,
    inventory: await observeInventory(host, { signal }),
    document,
    signal,
    checks: checks.filter((check) => check.id === id),
  });
  assert.ok(result, `no check ${id}`);
  return `${result.status}: ${result.observed}${"code" in result ? ` [${result.code}]` : ""}`;
}
