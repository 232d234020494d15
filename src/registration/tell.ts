import { createHash } from "node:crypto";
import { canonicalJson } from "../engine/index.ts";
import type { PlanePort } from "../plane/index.ts";
import type { Work } from "./turn.ts";

/** Numbers that move all the time, such as free space, must not send the whole over and over. */
const SELDOM_MS = 600_000;

/** The hardware as it is now; `undefined` while it is not known. */
export async function deviceNow(work: Work): Promise<Hardware | undefined> {
  const device = await work.device();
  if (Object.keys(device).length === 0) return undefined;
  const digest = createHash("sha256").update(canonicalJson(device)).digest("base64url");
  return { digest, device: { ...device } };
}

export interface Hardware {
  /** SHA-256, base64url. */
  readonly digest: string;
  readonly device: Readonly<Record<string, unknown>>;
}

export interface Telling {
  readonly port: PlanePort;
  readonly hostUid: string;
  readonly hardware: Hardware | undefined;
  /** The plane asked for it, or knows another one. */
  readonly wantsInventory: boolean;
  readonly signal: AbortSignal;
}

/** After a report was heard: the hardware if it is news, and what happened. Trouble here waits for the next. */
export async function tellTheRest(work: Work, telling: Telling): Promise<void> {
  await tellHardware(work, telling);
  await tellEvents(work, telling);
}

async function tellHardware({ desk, clock }: Work, telling: Telling): Promise<void> {
  const { port, hostUid, hardware, wantsInventory, signal } = telling;
  const { told } = desk.record();
  if (hardware === undefined) return;
  const isNews = hardware.digest !== told?.digest;
  const isSoon = told !== undefined && clock.nowMs() - told.atMs < SELDOM_MS;
  if (!wantsInventory && (!isNews || isSoon)) return;
  const outcome = await port.inventory({ hostUid, inventory: hardware, signal });
  if (outcome.is === "trouble") return;
  desk.keep({ told: { digest: hardware.digest, atMs: clock.nowMs() } });
}

async function tellEvents({ events }: Work, { port, hostUid, signal }: Telling): Promise<void> {
  for (let sent = events.next(); sent.length > 0 && !signal.aborted; sent = events.next()) {
    const outcome = await port.events({ hostUid, events: sent, signal });
    if (outcome.is === "not-offered") return events.clear();
    if (outcome.is === "trouble") return;
    events.accepted(sent, outcome.through);
  }
}
