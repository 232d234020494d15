import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type RunContext,
  type Step,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { explain, short } from "../evidence.ts";
import { blockers, memberBefore } from "./blockers.ts";
import { readToken } from "./join-token.ts";
import { askNode } from "./k8sd.ts";
import { joinCluster } from "./k8sd-change.ts";
import { SIGNATURES } from "./signatures.ts";
import { removeSnap } from "./snap-step.ts";

export interface JoinParams {
  /** Name of the secret. */
  readonly token: string;
  readonly role: "control-plane" | "worker";
  /** As a member shall know it. */
  readonly node: string;
  readonly address: string;
  readonly config: string;
}

const ASK_MS = 5000;
const LIMIT_MS = 1_200_000;
const LOOK_EVERY_MS = 1000;
/** The daemon goes on after an answer that came too late: so long is looked what became of it. */
const LATE_MS = 120_000;

export function joinStep(params: JoinParams, tokenDigest: string): Step {
  return {
    id: "canonical.join",
    kind: "canonical.join",
    title: `Join the cluster as ${params.role} (k8sd, ${params.address})`,
    params,
    inputsDigest: digestOf([params, tokenDigest]),
    impact: "restart",
    undo: "compensate",
    // From its end on this host has a vote: going back is leaving, an operation of its own.
    commit: true,
    usualMs: 90_000,
    limit: { noProgressMs: 1_260_000, totalMs: 1_260_000 },
    rerun: "safe",
    mark: "SERVICE UP",
  };
}

export const joinHandler = defineHandler<JoinParams, "canonical.join">("canonical.join", {
  check: (params, context) => judge(params, context),
  async preview({ config, node }) {
    const lines = config.trimEnd().split("\n");
    const added = [`name ${node}`, ...lines].map((text) => ({ sign: "+" as const, text }));
    return [{ subject: "join", lines: added }];
  },
  async run(params, context) {
    const { host, secrets, signal, report } = context;
    const before = await judge(params, context);
    if (before.is === "done") return report({ evidence: before.message });
    if (before.is === "blocked")
      throw new BringupError("CLUSTER_START_FAILED", before.message, { hint: before.hint });
    const token = await secrets.read(params.token);
    if (token === undefined)
      throw new BringupError("CLUSTER_START_FAILED", "the token to join with was never entered", {
        hint: `Enter it as secret ${params.token}.`,
      });
    const { node: name, address, config } = params;
    const said = await joinCluster(
      host,
      { name, address, token: token.trim(), config, timeoutMs: LIMIT_MS },
      { signal, timeoutMs: LIMIT_MS + LATE_MS },
    );
    signal.throwIfAborted();
    await becomesMember(said.is === "told" ? undefined : said.why, context);
  },
  /** Cut off or failed in the middle: its state lies in the data of the snap, and goes away with it. */
  async undo(_, __, context) {
    await removeSnap("k8s", context);
  },
});

async function judge(
  { token, role }: JoinParams,
  { host, secrets, signal }: Pick<CheckContext, "host" | "secrets" | "signal">,
): Promise<Verdict> {
  const node = await askNode(host, { signal, timeoutMs: ASK_MS });
  if (node.is === "told") return done(`${node.value.name} is a member (${node.value.address})`);
  if (node.is === "starting") return unclear(node.why);
  const before = node.is === "no-cluster" ? undefined : await memberBefore(host, node.why);
  if (before !== undefined) return before;
  const obstacle = await blockers(host, node.why);
  if (obstacle !== undefined) return obstacle;
  const given = await secrets.read(token);
  const read = given === undefined ? undefined : readToken(given.trim());
  if (given !== undefined && read === undefined)
    return blocked(
      "the token is none of Canonical Kubernetes",
      "Make one on a member: bringup cluster join-material, or k8s get-join-token.",
    );
  if (read !== undefined && read.role !== role)
    return blocked(
      `the token is for a ${read.role}, and this host shall be a ${role}`,
      `Make one for a ${role}.`,
    );
  return todo("it is in no cluster yet");
}

/** Looked at whatever was answered: a request that failed may have come about, and is never made again blindly. */
async function becomesMember(why: string | undefined, context: RunContext): Promise<void> {
  const { host, signal, report } = context;
  const untilMs = host.clock.monotonicMs() + LATE_MS;
  for (;;) {
    const node = await askNode(host, { signal, timeoutMs: ASK_MS });
    if (node.is === "told" && node.value.role !== "pending") {
      const aside = why === undefined ? "" : `; k8sd said "${short(why)}"`;
      return report({ evidence: `${node.value.name} is a member${aside}` });
    }
    const isOver = node.is === "no-cluster" && why !== undefined;
    if (isOver || host.clock.monotonicMs() > untilMs)
      throw refusal(why ?? "it did not become a member");
    report({ evidence: node.is === "told" ? "it is on its way in" : node.why });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}

function refusal(why: string): BringupError {
  const explained = explain(SIGNATURES, [why]);
  return new BringupError("CLUSTER_START_FAILED", explained?.signature.cause ?? short(why), {
    hint:
      explained?.signature.remedy ??
      "The token may be used up: make a new one for this node, and never try the same again.",
  });
}
