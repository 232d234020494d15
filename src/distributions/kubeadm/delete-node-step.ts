import { defineHandler, digestOf, done, type Step, todo, unclear } from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { kubeGet, kubeWrite } from "../../kube/index.ts";
import { observeAccess } from "./access.ts";
import { ADMIN_CONF } from "./paths.ts";

export interface DeleteNodeParams {
  readonly node: string;
  /** It is this host: once its keys are gone it has left, and nobody can be asked. */
  readonly isOwn?: true;
}

export const KEYS_GONE = "this host has no keys of the cluster any more";
const LOOK_EVERY_MS = 2000;
const TRIES = 60;

/** What the cluster knows of a node, and with it the pods that are said to run there. */
export function deleteNodeStep(params: DeleteNodeParams): Step {
  return {
    id: "kubeadm.delete-node",
    kind: "kubeadm.delete-node",
    title: `Take node ${params.node} out of the cluster`,
    params,
    inputsDigest: digestOf(params),
    impact: "node-down",
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 1000,
    limit: { noProgressMs: 180_000, totalMs: 300_000 },
    rerun: "safe",
  };
}

export const deleteNodeHandler = defineHandler<DeleteNodeParams, "kubeadm.delete-node">(
  "kubeadm.delete-node",
  {
    async check({ node, isOwn }, { host, signal }) {
      if (isOwn && (await host.files.stat(ADMIN_CONF)) === undefined) return done(KEYS_GONE);
      const access = await observeAccess(host);
      if (access.is !== "known") return unclear("the cluster cannot be asked");
      const answer = await kubeGet(host, access.value.kube, pathOf(node), { signal });
      if (answer.is === "missing") return done(`${node} is no node any more`);
      return answer.is === "ok" ? todo(`${node} is a node`) : unclear(answer.why);
    },
    preview: async ({ node }) => [
      { subject: "nodes of the cluster", lines: [{ sign: "-", text: node }] },
    ],
    async run({ node }, { host, signal, report }) {
      for (let tries = 1; ; tries++) {
        const access = await observeAccess(host);
        const answer =
          access.is === "known"
            ? await kubeWrite(host, access.value.kube, {
                ...{ method: "DELETE", path: pathOf(node), signal },
              })
            : undefined;
        if (answer?.is === "ok" || answer?.is === "missing")
          return report({ evidence: `${node} is no node any more` });
        const why = answer?.why ?? "the cluster cannot be asked";
        if (tries >= TRIES) throw new BringupError("STEP_FAILED", `${node} stays: ${why}`);
        // The address of the cluster may be on its way to another host.
        if (tries === 1) report({ evidence: `${why}; trying again` });
        await host.clock.sleep(LOOK_EVERY_MS, signal);
      }
    },
  },
);

function pathOf(node: string): string {
  return `/api/v1/nodes/${encodeURIComponent(node)}`;
}
