import {
  defineHandler,
  done,
  type Fact,
  type Handler,
  type HostView,
  type RunContext,
  todo,
  unclear,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { isRecord, recordIn } from "../../json/index.ts";
import type { ApiAccess } from "../driver.ts";
import type { EmptyNodeParams, FillNodeParams } from "./empty-node.ts";
import {
  accepted,
  type ClusterApi,
  type ClusterApiIO,
  openApi,
  openApiIO,
  waysBy,
} from "./leave-access.ts";
import { type MovablePod, movablePods } from "./node-pods.ts";
import { isStopped } from "./unit-stopped.ts";
import { isSameVersion } from "./versions.ts";

/** Of which distribution, and how it is asked. */
export interface Emptied {
  readonly id: string;
  observeAccess(host: HostView): Promise<Fact<ApiAccess>>;
  /** Of the program that is installed. */
  observeVersion(host: HostView, signal: AbortSignal): Promise<Fact<{ readonly version: string }>>;
}

const LOOK_EVERY_MS = 2000;
/** So long none of them goes: then somebody has to see why. Budgets are kept. */
const PATIENCE_MS = 300_000;

export function emptyNodeHandlers(emptied: Emptied): readonly Handler[] {
  return [emptyNodeHandler(emptied), fillNodeHandler(emptied)];
}

function emptyNodeHandler(emptied: Emptied): Handler<string, EmptyNodeParams> {
  return defineHandler<EmptyNodeParams>(`${emptied.id}.empty-node`, {
    async check(params, look) {
      const over = await whyOver(emptied, params, look);
      if (over !== undefined) return done(over);
      const { node } = params;
      const api = openApi(look.host, await waysOf(emptied, params, look));
      const answer = await api.get(pathOf(node));
      if (answer.is === "missing") return done(`node ${node} is gone`);
      if (answer.is !== "ok") return unclear(answer.why);
      if (!isCordoned(answer.body)) return todo(`node ${node} takes new pods`);
      const left = await leftOn(api, params);
      return left.length === 0
        ? done(`node ${node} runs nothing that others could run`)
        : todo(`${left.length} pods are to move from node ${node}`);
    },
    async preview(params, look) {
      const left = await leftOn(openApi(look.host, await waysOf(emptied, params, look)), params);
      const lines = left.map(({ name }) => ({ sign: "-" as const, text: name }));
      const closed = { sign: "+" as const, text: "no new pods" };
      return [{ subject: `node ${params.node}`, lines: [closed, ...lines] }];
    },
    async capture(params, look) {
      const api = openApi(look.host, await waysOf(emptied, params, look));
      const answer = await api.get(pathOf(params.node));
      return { wasCordoned: answer.is === "ok" && isCordoned(answer.body) };
    },
    async run(params, context) {
      const api = openApiIO(context.host, await waysOf(emptied, params, context));
      await cordon(api, params.node, true);
      context.report({ evidence: `${params.node} takes no new pods` });
      await moveAway(api, params, context);
    },
    async undo(params, { wasCordoned }, context) {
      if (wasCordoned === true) return;
      await cordon(
        openApiIO(context.host, await waysOf(emptied, params, context)),
        params.node,
        null,
      );
    },
  });
}

function fillNodeHandler(emptied: Emptied): Handler<string, FillNodeParams> {
  return defineHandler<FillNodeParams>(`${emptied.id}.fill-node`, {
    async check({ node }, look) {
      const api = openApi(look.host, await waysOf(emptied, {}, look));
      const answer = await api.get(pathOf(node));
      if (answer.is === "missing") return done(`${node} is no node any more`);
      if (answer.is !== "ok") return unclear(answer.why);
      return isCordoned(answer.body)
        ? todo(`${node} takes no new pods`)
        : done(`${node} takes pods`);
    },
    staleAfter: (_params, planned) => planned.some(({ id }) => id === `${emptied.id}.empty-node`),
    preview: async () => [],
    async run({ node }, context) {
      await cordon(openApiIO(context.host, await waysOf(emptied, {}, context)), node, null);
      context.report({ evidence: `${node} takes pods` });
    },
  });
}

type Look = Pick<RunContext, "signal"> & { readonly host: HostView };

/** Why nothing is left to do, whoever can be asked. */
async function whyOver(
  { observeVersion }: Emptied,
  { until, ownUnit }: EmptyNodeParams,
  { host, signal }: Look,
): Promise<string | undefined> {
  if (ownUnit !== undefined && (await isStopped(host, ownUnit))) return `${ownUnit} is stopped`;
  const installed = until === undefined ? undefined : await observeVersion(host, signal);
  const isThere = installed?.is === "known" && isSameVersion(until ?? "", installed.value.version);
  return isThere ? `${until} is in place` : undefined;
}

async function waysOf(
  { observeAccess }: Emptied,
  { servers = [] }: Partial<EmptyNodeParams>,
  { host, signal }: Look,
) {
  return waysBy(await observeAccess(host), { servers, signal });
}

async function leftOn(
  api: ClusterApi,
  { node, pods }: EmptyNodeParams,
): Promise<readonly MovablePod[]> {
  if (pods === "none") return [];
  const all = await movablePods(api, node);
  return pods === "all" ? all : all.filter(({ isReplaced }) => isReplaced);
}

/** `null` takes the mark away. @throws CLUSTER_REFUSED */
async function cordon(api: ClusterApiIO, node: string, unschedulable: true | null): Promise<void> {
  const answer = await api.write("PATCH", pathOf(node), { spec: { unschedulable } });
  if (answer.is !== "missing") accepted(answer, `node ${node}`);
}

async function moveAway(
  api: ClusterApiIO,
  params: EmptyNodeParams,
  { host: { clock }, signal, report }: RunContext,
): Promise<void> {
  let [fewest, sinceMs, last] = [Number.POSITIVE_INFINITY, clock.monotonicMs(), ""];
  for (;;) {
    const left = await leftOn(api, params);
    if (left.length === 0) return;
    if (left.length < fewest) [fewest, sinceMs] = [left.length, clock.monotonicMs()];
    const held = await evictAll(api, left);
    const shown = `${left.length} pods to move${held === undefined ? "" : `; ${held}`}`;
    if (shown !== last) report({ evidence: shown });
    last = shown;
    if (clock.monotonicMs() - sinceMs >= PATIENCE_MS) throw tooLong(left, held);
    await clock.sleep(LOOK_EVERY_MS, signal);
  }
}

/** Why one of them may not go yet; `undefined`: all were told to. */
async function evictAll(
  api: ClusterApiIO,
  pods: readonly MovablePod[],
): Promise<string | undefined> {
  let held: string | undefined;
  for (const { path, namespace, name } of pods) {
    const object = { apiVersion: "policy/v1", kind: "Eviction", metadata: { namespace, name } };
    const answer = await api.write("POST", `${path}/eviction`, object);
    // 429: its budget lets none go now; missing: it has gone.
    if (answer.is === "refused" || answer.is === "down")
      held = `${namespace}/${name}: ${answer.why}`;
  }
  return held;
}

function tooLong(left: readonly MovablePod[], held: string | undefined): BringupError {
  const names = left.map(({ namespace, name }) => `${namespace}/${name}`).slice(0, 5);
  const reason = held === undefined ? "" : ` (${held})`;
  return new BringupError("STEP_FAILED", `these pods stay: ${names.join(", ")}${reason}`, {
    hint: "Give what they belong to room elsewhere, or delete them, then resume.",
  });
}

function isCordoned(node: unknown): boolean {
  return isRecord(node) && recordIn(node.spec).unschedulable === true;
}

function pathOf(node: string): string {
  return `/api/v1/nodes/${encodeURIComponent(node)}`;
}
