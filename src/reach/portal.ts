import type { HttpOutcome } from "../engine/index.ts";
import { sanitize, truncate } from "../text/index.ts";
import type { Standing } from "./rung.ts";
import { get } from "./talk.ts";

type Answer = Extract<HttpOutcome, { is: "answered" }>;

const PORTAL_MS = 3_000;

/** `true` for a page that a person is meant to read. */
export function isPage({ headers, body }: Answer): boolean {
  return /html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(textOf(body));
}

/** Where an answer sends the client that is not the host it asked. */
export function sentElsewhere({ status, headers }: Answer, url: string): string | undefined {
  if (status < 300 || status > 399 || headers.location === undefined) return undefined;
  const target = URL.parse(headers.location, url);
  return target && target.hostname !== new URL(url).hostname ? target.host : undefined;
}

/** `302 to login.hotel.test`, `200, "Welcome to the hotel"`. */
export function describeAnswer(answer: Answer): string {
  const { status, headers, body } = answer;
  const [, title] = /<title[^>]*>([^<]*)<\/title>/i.exec(textOf(body)) ?? [];
  const said = title === undefined ? "" : `, page "${truncate(sanitize(title).trim(), 60)}"`;
  const to =
    headers.location === undefined ? "" : ` to ${truncate(sanitize(headers.location), 60)}`;
  const empty = body.byteLength === 0 && title === undefined ? ", empty" : "";
  return `${status}${to}${said}${said === "" && to === "" ? empty : ""}`;
}

/**
 * RFC 6585, 6, or by a redirection of plain HTTP to somebody else: a portal cannot present the
 * certificate of the destination, so it is seen where there is none.
 */
export async function portalBehind(standing: Standing): Promise<string | undefined> {
  const { destination, way } = standing;
  if (way.is === "proxied" || destination.url === undefined) return undefined;
  const { host } = destination;
  const url = `http://${host.includes(":") ? `[${host}]` : host}/`;
  const outcome = await get({ url, timeoutMs: PORTAL_MS }, standing);
  if (outcome.is !== "answered") return undefined;
  if (outcome.status === 511 || sentElsewhere(outcome, url) !== undefined)
    return describeAnswer(outcome);
  return undefined;
}

function textOf(body: Uint8Array): string {
  return new TextDecoder().decode(body.subarray(0, 4096));
}
