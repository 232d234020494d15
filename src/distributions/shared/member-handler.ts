import { z } from "zod";
import type { StoreLook } from "../../datastore/index.ts";
import {
  defineHandler,
  done,
  type Handler,
  type HostView,
  knownValue,
  todo,
  unclear,
  type Verdict,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { accepted, openApi, openApiIO, waysBy } from "./leave-access.ts";
import type { LeavingNode } from "./leave-steps.ts";
import { observeServerAccess } from "./observe-server.ts";
import type { ServerKind } from "./server-kind.ts";
import { isStopped } from "./unit-stopped.ts";
import type { WaitKind } from "./wait.ts";

const LOOK_EVERY_MS = 1000;

const annotated = z.object({
  metadata: z.object({ annotations: z.record(z.string(), z.string()).optional() }),
});

/** distributions.md 3.5: an annotation asks, another one acknowledges, and the list of members proves it. */
export function memberHandler(
  kind: ServerKind,
  waits: Pick<WaitKind, "observeStores">,
): Handler<string, LeavingNode> {
  const leaver = { kind, waits };
  const wish = `etcd.${kind.id}.cattle.io/remove`;
  return defineHandler<LeavingNode>(`${kind.id}.remove-member`, {
    async check(params, { host, signal }) {
      const { ownUnit } = params;
      if (ownUnit !== undefined && (await isStopped(host, ownUnit)))
        return done("the others let it go, and it is stopped");
      const letGo = await observeLetGo(leaver, params, { host, signal });
      // Whoever leaves has no etcd any more that could be asked.
      return ownUnit !== undefined && letGo.is === "done" ? todo(`${ownUnit} still runs`) : letGo;
    },
    async preview({ node, member }) {
      return [
        { subject: `node ${node}`, lines: [{ sign: "+", text: `${wish}=true` }] },
        { subject: "etcd", lines: [{ sign: "-", text: `member ${member}` }] },
      ];
    },
    async run(params, context) {
      const { host, signal, report } = context;
      const { node, member, ownUnit } = params;
      const api = openApiIO(host, await waysOf(host, kind, { params, signal }));
      // Not at boot either: started once more, it would join again.
      if (ownUnit !== undefined) await host.units.disable(ownUnit);
      const object = { metadata: { annotations: { [wish]: "true" } } };
      accepted(await api.write("PATCH", `/api/v1/nodes/${node}`, object), `node ${node}`);
      for (let last = ""; ; ) {
        const letGo = await observeLetGo(leaver, params, { host, signal });
        if (letGo.is === "done") break;
        if (letGo.message !== last) report({ evidence: letGo.message });
        last = letGo.message;
        await host.clock.sleep(LOOK_EVERY_MS, signal);
      }
      // At once: the service starts again by itself, and would come back as a new member.
      if (ownUnit !== undefined) await host.units.stop(ownUnit, { timeoutMs: STOP_MS });
      report({ evidence: `${member} is no member any more` });
    },
  });
}

/** systemd gives a service 90 s to stop before it kills it. */
const STOP_MS = 100_000;

interface Leaver {
  readonly kind: ServerKind;
  readonly waits: Pick<WaitKind, "observeStores">;
}

/** Whether the others let a member go, by their word and, where this host can ask, by their list. */
async function observeLetGo(
  { kind, waits }: Leaver,
  params: LeavingNode,
  { host, signal }: { readonly host: HostView; readonly signal: AbortSignal },
): Promise<Verdict> {
  const { node, member = "", ownUnit } = params;
  const api = openApi(host, await waysOf(host, kind, { params, signal }));
  const answer = await api.get(`/api/v1/nodes/${node}`);
  if (answer.is === "ok") {
    const notes = annotated.safeParse(answer.body).data?.metadata.annotations;
    if (notes?.[`etcd.${kind.id}.cattle.io/removed-node-name`] !== member)
      return todo(`the member of ${node} was not removed yet`);
  } else if (answer.is !== "missing") return unclear(answer.why);
  if (ownUnit !== undefined) return done(`the others let ${member} go`);
  const [store] = knownValue(await waits.observeStores(host, signal)) ?? [];
  if (store === undefined || !/^(leader|members)$/.test(store.source))
    return unclear("etcd does not tell its members");
  return isIn(store, member)
    ? todo(`${member} is still a member`)
    : done(`${member} is no member any more`);
}

function isIn({ members }: StoreLook, name: string): boolean {
  return members.some((member) => member.name === name);
}

/** Deletes what the cluster remembers of a node: it could not come back under its name otherwise. */
export function nodeHandler(kind: ServerKind): Handler<string, LeavingNode> {
  const paths = (node: string) => [
    `/api/v1/nodes/${node}`,
    `/api/v1/namespaces/kube-system/secrets/${node}.node-password.${kind.id}`,
  ];
  return defineHandler<LeavingNode>(`${kind.id}.delete-node`, {
    async check(params, { host, signal }) {
      const access = await observeServerAccess(kind, host);
      if (params.ownUnit !== undefined && access.is === "absent")
        return done("this host has no keys of the cluster any more");
      const api = openApi(host, await waysOf(host, kind, { params, signal }));
      for (const path of paths(params.node)) {
        const answer = await api.get(path);
        if (answer.is === "ok") return todo(`the cluster still knows ${params.node}`);
        if (answer.is !== "missing") return unclear(answer.why);
      }
      return done(`the cluster does not know ${params.node} any more`);
    },
    async preview({ node }) {
      return [{ subject: "cluster", lines: paths(node).map((text) => ({ sign: "-", text })) }];
    },
    async run(params, { host, signal, report }) {
      const api = openApiIO(host, await waysOf(host, kind, { params, signal }));
      for (const path of paths(params.node)) {
        const answer = await api.write("DELETE", path);
        if (answer.is === "missing") continue;
        if (answer.is !== "ok") throw new BringupError("CLUSTER_REFUSED", `${path}: ${answer.why}`);
        report({ evidence: `deleted ${path}` });
      }
    },
  });
}

async function waysOf(
  host: HostView,
  kind: ServerKind,
  { params: { servers }, signal }: { readonly params: LeavingNode; readonly signal: AbortSignal },
) {
  return waysBy(await observeServerAccess(kind, host), { servers, signal });
}
