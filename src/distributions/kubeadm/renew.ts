import type { Candidate, Step } from "../../engine/index.ts";
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
  const ends = seen.certificateEndsMs;
  // Then nobody answers anybody: there is no quorum to lose, and no lock to be had.
  const isExpired = ends.is === "known" && ends.value <= seen.atMs;
  const blocked = isOnly || isExpired ? [] : quorumObstacles(stores);
  if (blocked.length > 0) return { ...NOTHING, blocked };
  return {
    steps: [
      ...[
        renewStep({ formerMs: seen.certificatesWrittenMs ?? 0 }),
        ...STATIC_PODS.map((pod) => restartPodStep({ pod })),
      ].map((step) => (isExpired ? withoutLock(step) : step)),
      waitStep(WAIT, { milestone: "api", node: "" }),
      waitStep(WAIT, { milestone: "datastore", node: "" }),
    ],
    skipped: [
      isExpired ? BY_HAND : BY_ITSELF,
      {
        title: "Copies of admin.conf that people keep",
        reason: "their certificates end when they did before: copy it anew",
      },
    ],
    blocked: [],
  };
}

const BY_HAND = {
  title: "The client certificate of the kubelet",
  reason:
    "where it ended too the kubelet cannot ask for another: kubeadm kubeconfig user --org system:nodes --client-name system:node:NAME > /etc/kubernetes/kubelet.conf, then systemctl restart kubelet",
};

function withoutLock({ lock: _lock, ...step }: Step): Step {
  return step;
}

const NOTHING: Candidate = { steps: [], skipped: [], blocked: [] };

const BY_ITSELF = {
  title: "The certificate of the kubelet",
  reason: "it is renewed by the kubelet itself, as long as the API answers",
};

export function isWorker({ seen: { ownership } }: Pick<ClusterOperationRequest, "seen">): boolean {
  return ownership?.is === "known" && ownership.value.role === "worker";
}
