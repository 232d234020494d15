import { createHash } from "node:crypto";
import { FULL_TOKEN } from "./join-text.ts";

export type AssembledToken =
  | { readonly is: "token"; readonly text: string; readonly caHash: string }
  | { readonly is: "refused"; readonly why: string; readonly hint: string };

/** Pure. The full token: a short one trusts whoever answers, so it needs the pin beside it. */
export function assembleToken(
  given: string,
  { role, pin }: { readonly role: "control-plane" | "worker"; readonly pin?: string | undefined },
): AssembledToken {
  const text = given.trim();
  const [, caHash] = FULL_TOKEN.exec(text) ?? [];
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
