import { cannotTell, defineCheck, fail, pass, skip } from "../../checks/index.ts";
import type { DriverChecks } from "../driver-checks.ts";
import { minorOf } from "./inputs.ts";
import { DATA, DATABASE, FOREIGN, TLS } from "./paths.ts";
import { observeVersion } from "./version.ts";

/** Left by a member that was taken out of its cluster; it joins again by itself when started. */
const TOMBSTONE = `${DATABASE}/etcd/tombstone`;

const removedMember = defineCheck({
  id: "kubernetes.removed-member",
  title: "Removed member",
  group: "kubernetes",
  needs: [],
  when: "before a cluster",
  severity: "block",
  threshold: "no data of a member that was taken out of its cluster",
  source: "K3s, etcd snapshots and members",
  async run(_, { host }) {
    if ((await host.files.stat(TOMBSTONE)) === undefined) return pass("none");
    return fail("data of a removed member", {
      code: "MEMBER_REMOVED",
      expected: "no data of it",
      remedy: `Make sure that it was meant, then remove ${DATABASE} and let the node join again.`,
      why: "Started with it, the node joins its old cluster again or founds a second one.",
      evidence: [TOMBSTONE],
    });
  },
});

const versionStep = defineCheck({
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
    const found = await observeVersion(host, signal);
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

/** distributions.md 2.4, 3.1 and 9. */
export const HOST_CHECKS: DriverChecks = {
  checks: [removedMember, versionStep],
  leftovers: [
    { path: DATABASE, owner: "an earlier K3s" },
    ...FOREIGN.map(({ path, what }) => ({ path, owner: what })),
  ],
  ports: [
    { port: 6444, use: "balancer of the agent" },
    { port: 8472, protocol: "udp", use: "tunnels of Flannel" },
    { port: 10010, use: "streams of containerd" },
  ],
  certificatePlaces: [TLS, `${DATA}/agent`],
};
