import {
  agentJournal,
  cannotSay,
  clear,
  defineSymptom,
  found,
  notHere,
  type Symptom,
  traceIn,
} from "../../doctor/index.ts";
import { observeVersion } from "../shared/installed-version.ts";
import { signatureSymptom } from "../signature-symptom.ts";
import { K3S } from "./kind.ts";

const UNITS = [K3S.unit, "k3s-agent.service"];
/** These releases came with a broken start of the node. */
const BROKEN = /^1\.32\.[12]\+/;

const brokenVersion = defineSymptom({
  id: "k3s.broken-version",
  code: "K3S_VERSION_BROKEN",
  row: "D39",
  title: "A cluster of K3s is not provisioned and never gets further",
  cause: "K3s 1.32.1 and 1.32.2 do not work with Palette.",
  source: "Palette, known issues",
  async probe({ host, document, signal }) {
    const version = await observeVersion(host, K3S, signal);
    if (version.is === "unknown") return cannotSay(version.why);
    const { cluster } = document?.spec ?? {};
    const asked = cluster?.distribution === K3S.id ? cluster.version : undefined;
    const installed = version.is === "known" ? version.value.version : undefined;
    if (installed === undefined && asked === undefined) return notHere("no K3s is on this host");
    if (installed !== undefined && BROKEN.test(installed))
      return found(["likely", "node-down"], [`${K3S.program} is ${installed}`]);
    if (asked !== undefined && BROKEN.test(`${asked}+`))
      return found(["certain", "degraded"], [`spec.cluster.version: ${asked}`]);
    return clear(`K3s ${installed ?? asked}`);
  },
  fix: ["Choose another version of K3s in the profile or the document: 1.32.3 or newer."],
});

const LOST = /no bootstrap data found in datastore/i;

const bootstrapLost = defineSymptom({
  id: "k3s.bootstrap-lost",
  code: "K3S_BOOTSTRAP_LOST",
  row: "D40",
  title: "K3s starts and ends over and over: no bootstrap data found in datastore",
  cause:
    "Data of an earlier cluster, or of a start that was cut off, lies where the new one starts.",
  source: "Palette, release notes 4.9.22",
  async probe(patient) {
    const units = await Promise.all(UNITS.map(patient.unit));
    if (units.every(({ is }) => is === "absent")) return notHere("no K3s is on this host");
    const journal = await patient.journal(K3S.unit);
    if (journal.is === "unknown") return cannotSay(journal.why);
    const trace = traceIn(journal.is === "known" ? journal.value : [], LOST);
    if (trace === undefined) return clear("K3s found what it needs in its datastore");
    const data = await patient.host.files.stat(K3S.database);
    const old = data === undefined ? [] : [`${K3S.database} is there`];
    const agent = (await agentJournal(patient)).length > 0;
    const hint = agent ? ["the agent of Palette does this before 4.9.22"] : [];
    return found(["certain", "node-down"], [trace.line, ...old, ...hint]);
  },
  fix: [
    "Make sure that nothing on this host is still needed: a cluster of one node loses all that was in it.",
    "Stop it and move the old data away: systemctl stop k3s && mv /var/lib/rancher/k3s/server/db /var/lib/rancher/k3s/server/db.old.",
    "Start it again: systemctl start k3s. Under Palette upgrade the agent to 4.9.22 or newer first.",
  ],
});

export const SYMPTOMS: readonly Symptom[] = [
  brokenVersion,
  bootstrapLost,
  signatureSymptom({ ...K3S, units: UNITS }),
];
