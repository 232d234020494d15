import { createHash } from "node:crypto";
import type { JoinMaterial } from "../driver.ts";

/** `K10<sha256 of the authority>::<user>:<secret>`, distributions.md 3.1. */
const FULL = /\bK10([0-9a-f]{64})::([a-z]+):([^\s"']+)/;
/** As the service makes one: nothing else a person pastes looks like it. */
const SHORT = /^[0-9a-f]{32}$/;
const SERVER = /\bhttps:\/\/([A-Za-z0-9.:[\]-]+?)\/?(?=["'\s]|$)/;

/** Pure. A token alone, or a whole configuration or environment that has one. */
export function parseJoinText(text: string): JoinMaterial | undefined {
  const whole = text.trim();
  if (SHORT.test(whole)) return { token: whole };
  const [token, hash, user] = FULL.exec(whole) ?? [];
  if (token === undefined) return undefined;
  const [, server] = SERVER.exec(whole) ?? [];
  return {
    ...(server === undefined ? {} : { server }),
    token,
    pin: `sha256:${hash}`,
    ...(user === "node" ? { role: "worker" as const } : {}),
  };
}

export type AssembledToken =
  | { readonly is: "token"; readonly text: string; readonly caHash: string }
  | { readonly is: "refused"; readonly why: string; readonly hint: string };

/** Pure. The full token: a short one trusts whoever answers, so it needs the pin beside it. */
export function assembleToken(
  given: string,
  { role, pin }: { readonly role: "control-plane" | "worker"; readonly pin?: string | undefined },
): AssembledToken {
  const text = given.trim();
  const [, caHash] = FULL.exec(text) ?? [];
  if (caHash === undefined && pin === undefined)
    return {
      is: "refused",
      why: "the token does not say which cluster it is for",
      hint: "Enter the whole token (K10...), or set spec.cluster.join.pin beside it.",
    };
  if (caHash !== undefined && pin !== undefined && caHash !== pin)
    return {
      is: "refused",
      why: "the token is for another authority than the pin",
      hint: "Enter the token of this cluster, or correct spec.cluster.join.pin.",
    };
  if (caHash !== undefined) return { is: "token", text, caHash };
  const user = role === "worker" ? "node" : "server";
  return { is: "token", text: `K10${pin}::${user}:${text}`, caHash: pin ?? "" };
}

/** As the first part of a token has it, hex. */
export function caHashOf(pem: string | Uint8Array): string {
  return createHash("sha256").update(pem).digest("hex");
}
