import { BringupError } from "../errors/index.ts";
import { methodOf } from "./methods/index.ts";
import type { PlaneKind } from "./planes.ts";
import type { RegistrationMethod } from "./view.ts";

export const PAIRING_KEY_HELP =
  "Only where the operator gave one with the Edge ID entered beforehand: it lets this host in at once, and nobody else.";

/** As long as planes take one. */
const MOST_CHARACTERS = 64;

/** Whether an operator there can have given one out with the ID of this host. */
export function takesPairingKey(method: RegistrationMethod, kind: PlaneKind): boolean {
  return (
    methodOf(method).mayTake?.includes("pairing-key") === true && kind.takesPairingKey === true
  );
}

/** What was typed, as it is sent; empty: none. @throws USAGE where it would never be looked at. */
export function pairingKeyOf(
  {
    method,
    pairingKey = "",
  }: { readonly method: RegistrationMethod; readonly pairingKey?: string },
  kind: PlaneKind,
): string {
  const typed = pairingKey.trim();
  if (typed === "") return "";
  if (!takesPairingKey(method, kind)) {
    const way = `${methodOf(method).title}, ${kind.title}`;
    throw new BringupError("USAGE", `There is no pairing key for this way: ${way}.`);
  }
  if (typed.length > MOST_CHARACTERS) {
    const message = `A pairing key has at most ${MOST_CHARACTERS} characters.`;
    throw new BringupError("USAGE", message);
  }
  return typed;
}
