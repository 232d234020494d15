import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Fact,
  type Handler,
  type HostView,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { kubeGet } from "../../kube/index.ts";
import { formatDuration } from "../../quantity/index.ts";
import type { ApiAccess } from "../driver.ts";
import type { Reached } from "./milestones.ts";

export interface EndpointParams {
  /** `HOST:PORT` that every member is reached by. */
  readonly endpoint: string;
}

const LOOK_EVERY_MS = 1000;
const LIMIT_MS = 300_000;

/** The address of the cluster leads to this cluster: before others are told to come by it. */
export function endpointStep(id: string, params: EndpointParams): Step {
  return {
    id: `${id}.endpoint`,
    kind: `${id}.endpoint`,
    title: `Wait until ${params.endpoint} answers for the cluster`,
    params,
    inputsDigest: digestOf(params),
    impact: "none",
    // Looking changes nothing, so there is nothing to take back.
    undo: "exact",
    usualMs: 10_000,
    limit: { noProgressMs: LIMIT_MS + 60_000, totalMs: 2 * LIMIT_MS },
    rerun: "safe",
  };
}

/** `observeAccess`: how a member is asked, with the authority of this cluster and no other. */
export function endpointHandler(
  id: string,
  observeAccess: (host: HostView) => Promise<Fact<ApiAccess>>,
): Handler<string, EndpointParams> {
  return defineHandler<EndpointParams>(`${id}.endpoint`, {
    async check(params, context) {
      const { reached, evidence } = await lookAt(params, observeAccess, context);
      return reached ? done(evidence) : todo(evidence);
    },
    preview: async () => [],
    run: (params, context) => waitFor(params, observeAccess, context),
  });
}

/** Trusted is the authority of this cluster alone: somebody else at the address is no answer. */
async function lookAt(
  { endpoint }: EndpointParams,
  observeAccess: (host: HostView) => Promise<Fact<ApiAccess>>,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Reached> {
  const access = await observeAccess(host);
  if (access.is !== "known")
    return { reached: false, evidence: access.is === "unknown" ? access.why : "no cluster yet" };
  const kube = { ...access.value.kube, server: `https://${endpoint}` };
  const answer = await kubeGet(host, kube, "/readyz", { signal });
  return answer.is === "ok"
    ? { reached: true, evidence: `${endpoint} answers with the authority of this cluster` }
    : { reached: false, evidence: `${endpoint}: ${answer.why}` };
}

async function waitFor(
  params: EndpointParams,
  observeAccess: (host: HostView) => Promise<Fact<ApiAccess>>,
  context: RunContext,
): Promise<void> {
  const { clock } = context.host;
  const startedMs = clock.monotonicMs();
  let last = "";
  for (;;) {
    const { reached, evidence } = await lookAt(params, observeAccess, context);
    if (evidence !== last) context.report({ evidence });
    if (reached) return;
    last = evidence;
    const waitedMs = clock.monotonicMs() - startedMs;
    if (waitedMs > LIMIT_MS)
      throw new BringupError(
        "CLUSTER_START_FAILED",
        `${evidence}; for ${formatDuration(waitedMs)} now`,
        {
          hint: "A virtual address: see the pod kube-vip on this host. Else let what stands there pass it on to this host. Then resume.",
        },
      );
    await clock.sleep(LOOK_EVERY_MS, context.signal);
  }
}
