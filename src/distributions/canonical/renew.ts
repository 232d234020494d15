import { X509Certificate } from "node:crypto";
import {
  type Candidate,
  defineHandler,
  digestOf,
  done,
  type HostView,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, within } from "../shared/operation-plan.ts";
import { waitStep } from "../shared/wait.ts";
import { refreshCertificates } from "./k8sd-change.ts";
import { isWorkerIn } from "./member-role.ts";
import { ADMIN_CONF, PKI } from "./paths.ts";
import { WAIT } from "./wait.ts";

const APISERVER = `${PKI}/apiserver.crt`;
/** As k8sd makes them. */
const TWENTY_YEARS_S = 20 * 365 * 86_400;
/** What was made so shortly before is what was asked for. */
const NEW_MS = 3_600_000;
const LIMIT_MS = 300_000;

export interface RenewParams {
  /** Names and addresses for the API server besides those it has. */
  readonly sans: readonly string[];
  /** `names`: they are new enough as long as these are in; absent: however old they are. */
  readonly because?: "names";
}

/** Pure. distributions.md 6.5; those of k8sd and of etcd nobody can renew. */
export function renewCertificates(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const blocked = within({ title: "Canonical Kubernetes" }, request);
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  if (isWorkerIn(request)) return { steps: [], skipped: [OF_WORKERS], blocked: [] };
  const vip = request.wanted?.cluster.vip;
  const steps = [
    renewStep({ sans: vip === undefined ? [] : [vip] }),
    waitStep(WAIT, { milestone: "api", node: "" }),
    waitStep(WAIT, { milestone: "datastore", node: "" }),
  ];
  return { steps, skipped: [OF_STORES, OF_PEOPLE], blocked: [] };
}

const OF_WORKERS = {
  title: "Renew the certificates of a worker",
  reason:
    "a control plane has to approve them: k8s refresh-certs here, kubectl certificate approve there",
};
const OF_STORES = {
  title: "Certificates of k8sd and of etcd",
  reason: "k8sd makes them once and renews none; they end after twenty years",
};
const OF_PEOPLE = {
  title: "Copies of admin.conf that people keep",
  reason: "their certificates end when they did before: copy it anew",
};

function renewStep(params: RenewParams): Step {
  return {
    id: "canonical.renew",
    kind: "canonical.renew",
    title: "Renew the certificates of this control plane",
    params,
    inputsDigest: digestOf(params),
    impact: "restart",
    // The former ones go on being good until their end: nothing has to be taken back.
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 20_000,
    limit: { noProgressMs: LIMIT_MS, totalMs: 600_000 },
    rerun: "safe",
  };
}

/** Names that were asked for after the cluster was formed; distributions.md 2.6. */
export function sansStep(sans: readonly string[]): Step {
  const title = `Have ${sans.join(", ")} in the certificate of the API server`;
  return { ...renewStep({ sans, because: "names" }), id: "canonical.sans", title };
}

export const renewHandler = defineHandler<RenewParams, "canonical.renew">("canonical.renew", {
  async check({ sans, because }, { host }) {
    const found = await apiserverCertificate(host);
    if (found === undefined) return todo(`${APISERVER} is missing`);
    const lacking = sans.filter((san) => !namesOf(found).includes(san));
    if (lacking.length > 0) return todo(`${APISERVER} is not for ${lacking.join(", ")}`);
    if (because === "names") return done(`${APISERVER} is for all of them`);
    const ageMs = host.clock.nowMs() - Date.parse(found.validFrom);
    return ageMs < NEW_MS ? done("they are new") : todo(`they are of ${found.validFrom}`);
  },
  preview: async () => [{ subject: PKI, lines: [{ sign: "+", text: "for twenty years" }] }],
  async run({ sans }, { host, signal, report }) {
    const found = await apiserverCertificate(host);
    const kept = found === undefined ? [] : namesOf(found);
    const wish = { seconds: TWENTY_YEARS_S, sans: [...new Set([...kept, ...sans])] };
    const said = await refreshCertificates(host, wish, { signal, timeoutMs: LIMIT_MS });
    if (said.is !== "told")
      throw new BringupError("CLUSTER_REFUSED", `k8sd renews no certificates: ${said.why}`, {
        hint: "The former ones are still in place: see journalctl -u snap.k8s.k8sd, then resume.",
      });
    report({ evidence: "k8sd renewed them" });
  },
});

async function apiserverCertificate(host: HostView): Promise<X509Certificate | undefined> {
  const text = await host.files.readText(APISERVER);
  return text === undefined ? undefined : new X509Certificate(text);
}

/** As they are asked for, without their kinds. */
function namesOf({ subjectAltName }: X509Certificate): readonly string[] {
  const entries = subjectAltName?.matchAll(/(?:DNS|IP Address):([^,\s"]+)/g) ?? [];
  return [...entries].flatMap(([, name]) => name ?? []);
}
