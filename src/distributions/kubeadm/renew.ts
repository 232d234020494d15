import type { Candidate } from "../../engine/index.ts";
import type { ClusterOperationRequest } from "../driver.ts";
import { goingOn, within } from "../shared/operation-plan.ts";
import { quorumObstacles } from "../shared/quorum.ts";
import { waitStep } from "../shared/wait.ts";
import { STATIC_PODS } from "./paths.ts";
import { renewStep } from "./renew-step.ts";
import { restartPodStep } from "./restart-pod-step.ts";
import { TITLE, WAIT } from "./wait.ts";

/** Pure. distributions.md 13.4: the pods read their certificates at their start alone, in the order of their needs. */
export function renewCertificates(request: ClusterOperationRequest): Candidate {
  if (request.approved !== undefined) return goingOn(request.approved);
  const { seen, stores } = request;
  const foreign = within({ title: TITLE }, request);
  if (foreign.length > 0) return { ...NOTHING, blocked: foreign };
  if (isWorker(request)) return { ...NOTHING, skipped: [BY_ITSELF] };
  const isOnly = stores.is === "known" && stores.value[0]?.members.length === 1;
  const blocked = isOnly ? [] : quorumObstacles(stores);
  if (blocked.length > 0) return { ...NOTHING, blocked };
  const askedMs = seen.atMs;
  return {
    steps: [
      renewStep(askedMs),
      ...STATIC_PODS.map((pod) => restartPodStep({ pod, askedMs })),
      waitStep(WAIT, { milestone: "api", node: "" }),
      waitStep(WAIT, { milestone: "datastore", node: "" }),
    ],
    skipped: [
      BY_ITSELF,
      {
        title: "Copies of admin.conf that people keep",
        reason: "their certificates end when they did before: copy it anew",
      },
    ],
    blocked: [],
  };
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };

const BY_ITSELF = {
  title: "The certificate of the kubelet",
  reason: "it is renewed by the kubelet itself, as long as the API answers",
};

export function isWorker({ seen: { ownership } }: Pick<ClusterOperationRequest, "seen">): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}
