import {
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
import { kubeGet } from "../../kube/index.ts";
import { askMembers } from "./k8sd.ts";
import { removeNode } from "./k8sd-change.ts";
import { observeAccess } from "./observe.ts";
import { ADMIN_CONF, DAEMON } from "./paths.ts";

export interface RemoveNodeParams {
  readonly node: string;
  /** `dead`: nobody can ask it any more, and each part that fails for it is passed over. */
  readonly state: "alive" | "dead";
  /** This host itself: from then on it is in no cluster. */
  readonly isOwn: boolean;
}

const ASK_MS = 30_000;
const LIMIT_MS = 600_000;
const LOOK_EVERY_MS = 1000;
const LATE_MS = 120_000;

/** What `k8s remove-node` does: the node, its member in the datastore, its member in k8sd, in this order. */
export function removeNodeStep(params: RemoveNodeParams): Step {
  return {
    id: "canonical.remove-node",
    kind: "canonical.remove-node",
    title: `Take ${params.node} out of the cluster for good`,
    params,
    inputsDigest: digestOf(params),
    impact: "node-down",
    undo: "none",
    lock: ADMIN_CONF,
    usualMs: 20_000,
    limit: { noProgressMs: LIMIT_MS + LATE_MS, totalMs: 900_000 },
    rerun: "safe",
    mark: "NO WAY BACK",
  };
}

export const removeNodeHandler = defineHandler<RemoveNodeParams, "canonical.remove-node">(
  "canonical.remove-node",
  {
    check: judge,
    preview: async ({ node }) => [
      { subject: "the cluster", lines: [{ sign: "-", text: `node and member ${node}` }] },
    ],
    async run(params, context) {
      const { host, signal, report } = context;
      if ((await judge(params, context)).is === "done") return;
      const { node: name, state } = params;
      const said = await removeNode(
        host,
        { name, force: state === "dead", timeoutMs: LIMIT_MS },
        { signal, timeoutMs: LIMIT_MS + ASK_MS },
      );
      signal.throwIfAborted();
      await isGone(params, context, said.is === "told" ? undefined : said.why);
      report({ evidence: `${name} is no part of the cluster any more` });
    },
  },
);

async function judge(
  { node, isOwn }: RemoveNodeParams,
  { host, signal }: Pick<CheckContext, "host" | "signal">,
): Promise<Verdict> {
  const members = await askMembers(host, { signal, timeoutMs: ASK_MS });
  // It forgets itself, and its files go with the snap in a step behind this one.
  const isForgotten = isOwn && (await host.files.stat(DAEMON)) === undefined;
  if (isForgotten && members.is !== "told") return done("this host is in no cluster");
  if (members.is !== "told") return unclear(members.why);
  if (members.value.some(({ name }) => name === node)) return todo(`${node} is a member`);
  if (isOwn) return done("this host is no member");
  const access = await observeAccess(host);
  if (access.is !== "known") return unclear("the API server cannot be asked for the node");
  const path = `/api/v1/nodes/${encodeURIComponent(node)}`;
  const found = await kubeGet(host, access.value.kube, path, { signal });
  if (found.is === "missing") return done(`${node} is no node and no member`);
  return found.is === "ok" ? todo(`${node} is a node`) : unclear(found.why);
}

/** What failed or came too late is looked at before anybody says that it failed. */
async function isGone(
  params: RemoveNodeParams,
  context: RunContext,
  why: string | undefined,
): Promise<void> {
  const { host, signal, report } = context;
  const untilMs = host.clock.monotonicMs() + (why === undefined ? LATE_MS : LOOK_EVERY_MS * 5);
  for (;;) {
    const verdict = await judge(params, context);
    if (verdict.is === "done") return;
    if (host.clock.monotonicMs() > untilMs)
      throw new BringupError("CLUSTER_REFUSED", why ?? verdict.message, {
        hint: "It needs the quorum of both stores: see bringup status. A node that is gone for good is removed with dead=yes.",
      });
    report({ evidence: verdict.message });
    await host.clock.sleep(LOOK_EVERY_MS, signal);
  }
}
