import type { RunContext } from "../engine/index.ts";
import { BringupError } from "../errors/index.ts";
import { kubeApply } from "./client.ts";
import type { KubeAccess } from "./kubeconfig.ts";
import { type ManifestObject, nameOf } from "./manifest.ts";
import type { PathFinder } from "./resources.ts";

const SETTLE_MS = 1000;
/** Definitions and namespaces settle within seconds; a server that just came up within a minute. */
const MAX_TRIES = 90;

export interface ApplyTarget {
  readonly access: KubeAccess;
  readonly finder: PathFinder;
  /** Whose fields they are; that of clusters unless told. */
  readonly manager?: string;
}

export interface AppliedObject {
  readonly path: string;
  /** As the API server has it now. */
  readonly body: unknown;
}

/**
 * Puts one object into the cluster and waits for what it needs to be there.
 * @throws CLUSTER_REFUSED when it is none the API takes, STEP_FAILED after a minute and a half
 */
export async function applyObject(
  context: RunContext,
  target: ApplyTarget,
  object: ManifestObject,
): Promise<AppliedObject> {
  for (let tries = 1; ; tries++) {
    const tried = await tryApply(context, target, object);
    if (tried.is === "applied") return tried;
    if (tries >= MAX_TRIES)
      throw new BringupError("STEP_FAILED", `${nameOf(object)} was not accepted: ${tried.why}`);
    if (tries === 1) context.report({ evidence: `${nameOf(object)}: ${tried.why}; trying again` });
    await context.host.clock.sleep(SETTLE_MS, context.signal);
  }
}

type Tried =
  | ({ readonly is: "applied" } & AppliedObject)
  | { readonly is: "later"; readonly why: string };

async function tryApply(
  { host, signal }: RunContext,
  { access, finder, manager }: ApplyTarget,
  object: ManifestObject,
): Promise<Tried> {
  const path = await finder.pathOf(object, { signal });
  if (path.is !== "read") return { is: "later", why: path.why };
  const answer = await kubeApply(host, access, {
    path: path.value,
    ...(manager === undefined ? {} : { manager }),
    object,
    signal,
    timeoutMs: 10_000,
  });
  if (answer.is === "ok") return { is: "applied", path: path.value, body: answer.body };
  if (answer.is === "refused" && (answer.status === 400 || answer.status === 422))
    throw new BringupError("CLUSTER_REFUSED", `${nameOf(object)}: ${answer.why}`);
  return { is: "later", why: answer.why };
}
