import {
  blocked,
  digestOf,
  done,
  type Fact,
  type Handler,
  type HostView,
  type Step,
  todo,
  type Verdict,
} from "../../engine/index.ts";
import type { Ownership } from "../driver.ts";

export interface HostClaimParams {
  readonly cluster: string;
  /** What this host is to be in it; a control plane unless told. */
  readonly role?: "worker";
}

/** A distribution that leaves its traces in several places, and the one file that says whose they are. */
export interface HostClaim {
  readonly id: string;
  /** For people: where the cluster will lie. */
  readonly place: string;
  readonly file: string;
  observeOwnership(host: HostView): Promise<Fact<Ownership>>;
}

/** The first thing written, so that what is found later is known to be ours. */
export function hostClaimStep(
  { id, place }: Pick<HostClaim, "id" | "place">,
  params: HostClaimParams,
): Step {
  return {
    id: `${id}.claim`,
    kind: `${id}.claim`,
    title: `Claim ${place} for cluster ${params.cluster}`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    undo: "compensate",
    usualMs: 100,
    limit: { noProgressMs: 60_000, totalMs: 120_000 },
    rerun: "safe",
  };
}

/** `undefined`: it is this cluster's. @throws where nobody can tell. */
export function notClaimedFor(
  { cluster }: HostClaimParams,
  owner: Fact<Ownership>,
): Verdict | undefined {
  if (owner.is === "unknown") throw new Error(owner.why);
  if (owner.is === "absent") return todo("nothing lies there yet");
  const { by, evidence, cluster: found } = owner.value;
  if (by === "someone-else") return blocked(`this host holds ${evidence}`, "Remove it first.");
  if (found === cluster) return undefined;
  return blocked(`this host belongs to cluster ${found}`, "Remove that cluster first.");
}

/** All of its handler but the way back, which is a matter of what each leaves. */
export function hostClaimParts({
  file,
  observeOwnership,
}: HostClaim): Pick<Handler<string, HostClaimParams>, "check" | "preview" | "run"> {
  return {
    async check(params, { host }) {
      return notClaimedFor(params, await observeOwnership(host)) ?? done(`claimed by ${file}`);
    },
    async preview({ cluster }) {
      return [{ subject: file, lines: [{ sign: "+", text: `cluster ${cluster}` }] }];
    },
    async run({ cluster, role }, { host, signal, report }) {
      const text = `${JSON.stringify({ cluster, role })}\n`;
      await host.files.writeAtomic(file, text, { mode: 0o600, signal });
      report({ evidence: `wrote ${file}` });
    },
  };
}
