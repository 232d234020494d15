import { type Check, cannotTell, defineCheck, fail, pass, skip } from "../../checks/index.ts";
import { observeVersion } from "./installed-version.ts";
import type { ServerKind } from "./server-kind.ts";
import { minorOf } from "./versions.ts";

export function removedMember({ title, database }: Pick<ServerKind, "title" | "database">): Check {
  // Left by a member that was taken out of its cluster; it joins again by itself when started.
  const tombstone = `${database}/etcd/tombstone`;
  return defineCheck({
    id: "kubernetes.removed-member",
    title: "Removed member",
    group: "kubernetes",
    needs: [],
    when: "before a cluster",
    severity: "block",
    threshold: "no data of a member that was taken out of its cluster",
    source: `${title}, etcd snapshots and members`,
    async run(_, { host }) {
      if ((await host.files.stat(tombstone)) === undefined) return pass("none");
      return fail("data of a removed member", {
        code: "MEMBER_REMOVED",
        expected: "no data of it",
        remedy: `Make sure that it was meant, then remove ${database} and let the node join again.`,
        why: "Started with it, the node joins its old cluster again or founds a second one.",
        evidence: [tombstone],
      });
    },
  });
}

export function versionStepCheck(
  kind: Pick<ServerKind, "program" | "otherPrograms" | "versionIn">,
): Check {
  return defineCheck({
    id: "kubernetes.version-step",
    title: "Version step",
    group: "kubernetes",
    needs: [],
    when: "before an upgrade",
    severity: "block",
    threshold: "one minor version up at most, never down",
    source: "Kubernetes, version skew policy",
    async run(_, { host, document, signal }) {
      const wanted = document?.spec.cluster?.version;
      const found = await observeVersion(host, kind, signal);
      if (found.is === "unknown") return cannotTell(found.why);
      if (found.is === "absent" || wanted === undefined) return skip("not installed yet");
      const { version } = found.value;
      const evidence = [`installed ${version}, asked for ${wanted}`];
      const step = minorOf(wanted) - minorOf(version);
      if (step === 0 || step === 1) return pass(`${version} to ${wanted}`, { evidence });
      return fail(`${version} to ${wanted}`, {
        code: step < 0 ? "VERSION_DOWN" : "VERSION_SKIPS",
        expected: "one minor version up at most",
        remedy: step < 0 ? "Keep the version that is installed." : "Go there minor by minor.",
        why: "The datastore is migrated minor by minor, and never back.",
        evidence,
      });
    },
  });
}
