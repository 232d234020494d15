import { withCheckCharacter } from "../text/index.ts";
import type { EdgeIdentity, HardwareName, IdentitySources, RememberedId } from "./identity.ts";
import { junkReason } from "./junk.ts";

export const DEFAULT_PREFIX = "edge";
const MOST_CHARACTERS = 128;

/**
 * Which ID this host has, from what was found. The document decides; then what was remembered, so
 * that an exchanged board never makes a stranger of a known host; then the hardware; else a random
 * one has to be made. A source that could not be read never leads to another ID.
 */
export function chooseEdgeId(sources: IdentitySources): EdgeIdentity {
  const { documentId, remembered } = sources;
  const prefix = sources.prefix ?? DEFAULT_PREFIX;
  if (documentId !== undefined) return fromDocument(documentId, remembered);
  if (sources.random === true) return atRandom(prefix, remembered);
  const found = fromHardware(sources.hardware, prefix);
  if (remembered !== undefined) return fromMemory(remembered, found);
  switch (found.is) {
    case "found":
      return chosen(found.id, found.origin);
    case "unreadable":
      return { is: "unknown", why: found.why };
    case "nothing":
      return { is: "needs-random", prefix, why: found.why };
  }
}

type Found =
  | { readonly is: "found"; readonly id: string; readonly origin: string }
  | { readonly is: "unreadable"; readonly why: string }
  | { readonly is: "nothing"; readonly why: string };

/** The first source with a value of its own; one that cannot be read stops the search. */
function fromHardware(names: readonly HardwareName[], prefix: string): Found {
  const refused: string[] = [];
  for (const { title, kind, fact } of names) {
    if (fact.is === "unknown") return { is: "unreadable", why: `${title}: ${fact.why}` };
    if (fact.is === "absent") continue;
    const reason = junkReason(fact.value);
    const value = reason === undefined ? idPart(fact.value, kind) : "";
    if (value === "") {
      refused.push(`${title} is ${reason ?? "without letters or digits"}`);
      continue;
    }
    return { is: "found", id: idWith(prefix, value), origin: `from ${title}` };
  }
  const why = refused.length > 0 ? refused.join("; ") : "this machine carries no number of its own";
  return { is: "nothing", why };
}

function fromDocument(id: string, remembered: RememberedId | undefined): EdgeIdentity {
  const note =
    remembered === undefined || remembered.id === id
      ? undefined
      : `Before it was ${remembered.id}: delete that host in the plane, or it stays there twice.`;
  return chosen(id, "from the document", note);
}

/** Once made, or known by another one before, it stays. */
function atRandom(prefix: string, remembered: RememberedId | undefined): EdgeIdentity {
  if (remembered !== undefined) return chosen(remembered.id, remembered.origin);
  return { is: "needs-random", prefix, why: "the document asks for one at random" };
}

function fromMemory({ id, origin }: RememberedId, found: Found): EdgeIdentity {
  if (found.is !== "found" || found.id === id) {
    return chosen(id, found.is === "found" ? found.origin : origin);
  }
  const note = `The hardware now gives ${found.id} (${found.origin}). This host keeps the ID it is known by; to change it, set spec.identity.id.`;
  return chosen(id, origin, note);
}

function chosen(id: string, origin: string, note?: string): EdgeIdentity {
  const shown = withCheckCharacter(id);
  return { is: "chosen", id, shown, origin, ...(note === undefined ? {} : { note }) };
}

/** Prefix and value, cut to 128 characters. */
export function idWith(prefix: string, value: string): string {
  return `${prefix}-${value}`.slice(0, MOST_CHARACTERS).replace(/-+$/, "");
}

/**
 * UUIDs lose their hyphens and case, as Palette shows them; in serial numbers whatever an ID may not
 * hold becomes a hyphen.
 */
function idPart(value: string, kind: HardwareName["kind"]): string {
  if (kind === "uuid") return value.toLowerCase().replace(/[^0-9a-z]/g, "");
  return value.replace(/[^A-Za-z0-9_]+/g, "-").replace(/^-+|-+$/g, "");
}
