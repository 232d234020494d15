import { eventsAnswer, heartbeatAnswer } from "../contract.ts";
import type {
  DesiredAsked,
  DesiredOutcome,
  EventsAsked,
  EventsOutcome,
  HeartbeatAsked,
  HeartbeatOutcome,
  InventoryAsked,
  InventoryOutcome,
  PlanePort,
} from "../port.ts";
import type { Access } from "./access.ts";
import { type Exchange, unusable, validated } from "./exchange.ts";

interface Line {
  readonly exchange: Exchange;
  readonly access: Access;
  readonly baseUrl: string;
}

/** Operations 4 to 7: what a host that was taken on says and hears. */
export function reportCalls(
  line: Line,
): Pick<PlanePort, "heartbeat" | "desired" | "inventory" | "events"> {
  return {
    heartbeat: (asked) => heartbeat(line, asked),
    desired: (asked) => desired(line, asked),
    inventory: (asked) => inventory(line, asked),
    events: (asked) => events(line, asked),
  };
}

async function heartbeat(
  { exchange, access, baseUrl }: Line,
  { hostUid, beat, signal }: HeartbeatAsked,
): Promise<HeartbeatOutcome> {
  const path = pathOf(hostUid, "heartbeat");
  const body = JSON.stringify(beat);
  const answer = await access.with({ hostUid, signal }, (bearer) =>
    exchange({ method: "PUT", path, signed: true, bearer, body, signal }),
  );
  if (answer.is === "trouble") return answer;
  const parsed = validated(heartbeatAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  const { nextSec, desiredRevision, wantInventory: wantsInventory } = parsed.value;
  const nextMs = Math.min(3600, Math.max(15, nextSec)) * 1000;
  return { is: "heard", nextMs, desiredRevision, wantsInventory };
}

async function desired(
  { exchange, access, baseUrl }: Line,
  { hostUid, etag, waitSec = 0, signal }: DesiredAsked,
): Promise<DesiredOutcome> {
  const path = pathOf(hostUid, "desired");
  const answer = await access.with({ hostUid, signal }, (bearer) =>
    exchange({ method: "GET", path, signed: false, bearer, etag, waitSec, signal }),
  );
  if (answer.is === "trouble") {
    return answer.planeCode === "desired-none" ? { is: "none-assigned" } : answer;
  }
  if (answer.status === 304) return { is: "unchanged" };
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(answer.text)) return unusable(baseUrl, "it is not a JWS");
  const tag = answer.etag;
  return { is: "desired", jws: answer.text, ...(tag === undefined ? {} : { etag: tag }) };
}

async function inventory(
  { exchange, access }: Line,
  { hostUid, inventory: found, signal }: InventoryAsked,
): Promise<InventoryOutcome> {
  const path = pathOf(hostUid, "inventory");
  const body = JSON.stringify(found);
  const answer = await access.with({ hostUid, signal }, (bearer) =>
    exchange({ method: "PUT", path, signed: true, bearer, body, signal }),
  );
  if (answer.is === "answered") return { is: "kept" };
  return answer.planeCode === "not-found" ? { is: "not-offered" } : answer;
}

async function events(
  { exchange, access, baseUrl }: Line,
  { hostUid, events: happened, signal }: EventsAsked,
): Promise<EventsOutcome> {
  const path = pathOf(hostUid, "events");
  const body = JSON.stringify({ events: happened });
  const answer = await access.with({ hostUid, signal }, (bearer) =>
    exchange({ method: "POST", path, signed: false, bearer, body, signal }),
  );
  if (answer.is === "trouble") {
    return answer.planeCode === "not-found" ? { is: "not-offered" } : answer;
  }
  const parsed = validated(eventsAnswer, answer, baseUrl);
  if (parsed.is === "trouble") return parsed;
  return { is: "accepted", through: parsed.value.acceptedThrough };
}

function pathOf(hostUid: string, what: string): string {
  return `/hosts/${encodeURIComponent(hostUid)}/${what}`;
}
