import assert from "node:assert/strict";
import { test } from "node:test";
import { DISTRIBUTIONS } from "../../src/distributions/index.ts";
import { ABSENT, known, type Step } from "../../src/engine/index.ts";
import { isClassified } from "../../src/kairos/index.ts";
import type { ClusterSpec, EdgeHost } from "../../src/spec/index.ts";

const PROXY = { http: "http://proxy.example.net:3128", https: "http://proxy.example.net:3128" };
const NETWORKS: Partial<ClusterSpec>[] = [{}, { cni: "calico", vip: "10.10.216.100" }];
const HARDENED: Partial<ClusterSpec>[] = [{}, { hardening: "cis" }];

for (const entry of DISTRIBUTIONS)
  test(`${entry.id}: of every path it writes, it is known whether an immutable host keeps it`, async () => {
    const driver = await entry.load();
    const architecture = driver.capabilities.architectures[0] ?? "";
    const { version } = entry.practice;
    const cases = NETWORKS.flatMap((one) => HARDENED.map((other) => ({ ...one, ...other })));
    const paths = new Set<string>();
    for (const more of cases) {
      const cluster: ClusterSpec = {
        ...{ name: "rack12", distribution: entry.id, version, artefacts: "/opt/artefacts" },
        registries: [{ host: "docker.io", endpoints: ["https://registry.lan:5000"] }],
        ...more,
      };
      const document: EdgeHost = {
        apiVersion: "bringup/v1alpha1",
        kind: "EdgeHost",
        spec: { proxy: PROXY, cluster },
      };
      const artefacts = driver.artefactNames(cluster, architecture).map((name) => ({
        ...{ name, path: `/opt/artefacts/${name}`, sizeBytes: 1, sha256: "ab".repeat(32) },
      }));
      const { steps, blocked } = driver.plan({
        ...{ document, cluster, seen: nothing(entry.id) },
        facts: {
          ...{ architecture, hostname: "rack12", noProxy: [], subnets: ["10.10.216.0/24"] },
          nodeAddress: known({ address: "10.10.216.81", prefix: 24, interface: "eth0" }),
          ...{ artefacts: known(artefacts), artefactProblems: [], artefactVersion: ABSENT },
          ...{ freeBytes: known(1e12), isKairos: true, secretDigest: () => undefined },
        },
      });
      assert.deepEqual(blocked, []);
      for (const path of steps.flatMap(writtenBy)) paths.add(path);
    }
    assert.ok(paths.size > 5, "it writes nothing that this test can see");
    assert.deepEqual(
      [...paths].filter((path) => !isClassified(path)),
      [],
      "src/kairos/persistence.ts has no row for these",
    );
  });

/** By the names under which step kinds keep the paths they write. */
function writtenBy({ params }: Step): readonly string[] {
  const given = params as Readonly<Record<string, unknown>>;
  return ["path", "to", "into", "record", "persistPath"].flatMap((name) => {
    const value = given[name];
    return typeof value === "string" && value.startsWith("/") ? [value] : [];
  });
}

function nothing(distribution: string) {
  return {
    ...{ distribution, atMs: 0, ownership: ABSENT, installed: ABSENT, unit: ABSENT },
    ...{ api: ABSENT, nodes: ABSENT, pods: ABSENT, certificateEndsMs: ABSENT },
  };
}
