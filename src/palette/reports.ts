import { z } from "zod";
import { BringupError, errorView } from "../errors/index.ts";
import type {
  DesiredAsked,
  DesiredOutcome,
  HeartbeatAsked,
  HeartbeatOutcome,
  InventoryAsked,
  InventoryOutcome,
  RemoveOutcome,
  Trouble,
} from "../plane/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import type { PaletteClient } from "./client.ts";
import type { HostHealth } from "./model.ts";

/** With half of what Palette takes from one address, a site may have 300 hosts. */
const HEARTBEAT_MS = 60_000;
const MAX_MESSAGE = 1000;

/** Palette knows two words for how a host is; the conditions are folded into the message. */
export function healthOf({ conditions, agentVersion, phase }: HeartbeatAsked["beat"]): HostHealth {
  const bad = conditions.filter(({ status }) => status === "False");
  const unsure = conditions.filter(({ status }) => status === "Unknown");
  const told = [...bad, ...unsure].map(({ type, reason, message }) =>
    sanitize(`${type}: ${reason}${message === "" ? "" : `, ${message}`}`),
  );
  const message = told.length === 0 ? `in ${phase}, nothing to object to` : told.join("; ");
  return {
    state: bad.length === 0 ? "healthy" : "unhealthy",
    message: truncate(message, MAX_MESSAGE),
    agentVersion,
  };
}

export async function heartbeat(
  client: PaletteClient,
  { hostUid, beat, signal }: HeartbeatAsked,
): Promise<HeartbeatOutcome> {
  const outcome = await client.reportHealth(hostUid, healthOf(beat), signal);
  if (outcome.is === "trouble") return outcome;
  if (outcome.is === "unknown-host") return deleted();
  return { is: "heard", nextMs: HEARTBEAT_MS, desiredRevision: 0, wantsInventory: false };
}

const inventoryShape = z.object({ digest: z.string(), device: z.looseObject({}) });

/** Facts that Palette has no words for stay here. What it already has is not sent again. */
export async function inventory(
  client: PaletteClient,
  { hostUid, inventory: found, signal }: InventoryAsked,
): Promise<InventoryOutcome> {
  const { digest, device } = inventoryShape.parse(found);
  const entry = await client.host(hostUid, signal);
  if (entry.is === "trouble") return entry;
  if (entry.is === "unknown-host") return deleted();
  if (entry.device.spec?.host?.hostChecksum === digest) return { is: "kept" };
  // Given back whole, because the call replaces the entry; what Palette alone decides is left out.
  const { metadata, spec } = entry.device;
  const changed = { metadata, spec: { ...spec, device } };
  const replaced = await client.replaceHost(hostUid, changed, signal);
  if (replaced.is === "trouble") return replaced;
  const noted = await client.keepChecksum(hostUid, digest, signal);
  if (noted.is === "trouble") return noted;
  return noted.is === "unknown-host" || replaced.is === "unknown-host" ? deleted() : { is: "kept" };
}

/** The archive's form is not published: all that can be told is that there is something. */
export async function desired(
  client: PaletteClient,
  { hostUid, signal }: DesiredAsked,
): Promise<DesiredOutcome> {
  const outcome = await client.clusters(hostUid, signal);
  if (outcome.is === "trouble") return outcome;
  if (outcome.is === "unknown-host" || outcome.uids.length === 0) return { is: "not-offered" };
  const uids = sanitize(outcome.uids.join(", "));
  return {
    is: "not-offered",
    why: `Palette put this host into cluster ${uids}. What it is to do there comes in an archive whose form is not published: Palette's own agent has to take over.`,
  };
}

export async function remove(
  client: PaletteClient,
  hostUid: string,
  signal: AbortSignal,
): Promise<RemoveOutcome> {
  const outcome = await client.removeHost(hostUid, signal);
  return outcome.is === "trouble" ? outcome : { is: "removed" };
}

function deleted(): Trouble {
  const message = "Palette does not know this host any more: somebody deleted its entry.";
  const problem = errorView(new BringupError("HOST_DELETED", message));
  return { is: "trouble", problem, retry: "recheck" };
}
