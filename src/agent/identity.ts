import type { DurableState, HostView, Store } from "../engine/index.ts";
import {
  type EdgeIdentity,
  generateEdgeId,
  observeIdentity,
  RANDOM_ORIGIN,
  type RememberedId,
} from "../identity/index.ts";
import type { EdgeIdView } from "../session/index.ts";
import type { EdgeHost } from "../spec/index.ts";

const REMEMBERED = "identity.edge-id";

/** Outcome of looking for the id; `null` with a reason when a source could not be read. */
export type SettledIdentity =
  | { readonly edgeId: EdgeIdView }
  | { readonly edgeId: null; readonly why: string };

/** The id this host goes by: found, or made once and remembered. Drift is said, not followed. */
export async function settleIdentity(
  host: HostView,
  { state, access }: Pick<Store, "state" | "access">,
  document: EdgeHost,
): Promise<SettledIdentity> {
  const remembered = rememberedId(state);
  const found = await look(host, document, remembered);
  if (found.is === "unknown") return { edgeId: null, why: found.why };
  if (found.is === "chosen") {
    if (remembered === undefined && access.is === "read-write")
      state.set(REMEMBERED, { id: found.id, origin: found.origin });
    return { edgeId: viewOf(found) };
  }
  if (access.is === "read-only") return { edgeId: null, why: `it cannot be kept: ${access.why}` };
  const made: RememberedId = { id: generateEdgeId(found.prefix), origin: RANDOM_ORIGIN };
  state.set(REMEMBERED, made);
  const again = await look(host, document, made);
  return again.is === "chosen" ? { edgeId: viewOf(again) } : { edgeId: null, why: found.why };
}

function look(host: HostView, document: EdgeHost, remembered: RememberedId | undefined) {
  return observeIdentity(host, { document, ...(remembered === undefined ? {} : { remembered }) });
}

function viewOf({ id, shown, origin, note }: Extract<EdgeIdentity, { is: "chosen" }>): EdgeIdView {
  return { id, shown, origin, ...(note === undefined ? {} : { note }) };
}

/** The id an agent gave this host before, if any. */
export function rememberedId(state: DurableState): RememberedId | undefined {
  const stored = state.get(REMEMBERED);
  if (typeof stored !== "object" || stored === null) return undefined;
  if (!("id" in stored) || !("origin" in stored)) return undefined;
  const { id, origin } = stored;
  return typeof id === "string" && typeof origin === "string" ? { id, origin } : undefined;
}
