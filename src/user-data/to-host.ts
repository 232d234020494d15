import {
  API_VERSION,
  type EdgeHost,
  emptyDocument,
  formatPath,
  type Issue,
  KIND,
  parseDocument,
  parsePath,
  type Segments,
} from "../spec/index.ts";
import type { Piece } from "./link.ts";
import { LINKS } from "./links.ts";
import { isWithin } from "./merge.ts";
import { isOfRegistration } from "./registration-links.ts";
import type { View } from "./said.ts";

/** What of user-data our document has a field for. */
export interface TakenOver {
  readonly host: EdgeHost;
  /** Values the references in it stand for, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly taken: readonly Taken[];
  /** What has a field and cannot be its value, with the reason. */
  readonly refused: readonly Refused[];
}

export interface Taken {
  /** Of our document, as `Issue.path`. */
  readonly field: string;
  readonly from: Segments;
}

export interface Refused {
  readonly from: Segments;
  readonly why: string;
  readonly hint: string;
}

interface Options {
  /** The whole this layer becomes part of; alone unless told. */
  readonly merged?: (host: EdgeHost) => EdgeHost;
  readonly nowMs?: number;
}

/** Takes over what our document can say; what it refuses stays out, each piece with its reason. Pure. */
export function toHost(view: View, options: Options = {}): TakenOver {
  let pieces = LINKS.flatMap((link) => link.read(view));
  const refused: Refused[] = [];
  for (;;) {
    const { root, places } = assembled(pieces);
    const parsed = parseDocument(JSON.stringify(root), {
      merged: (host) => options.merged?.(host) ?? host,
      ...(options.nowMs === undefined ? {} : { nowMs: options.nowMs }),
    });
    if (parsed.is === "valid") return { ...finished(parsed.host, pieces, places), refused };
    const errors = parsed.issues.filter(({ severity }) => severity === "error");
    const [guilty] = errors.flatMap((issue) => {
      const culprits = blamed(issue, pieces, places);
      return culprits[0] === undefined ? [] : [{ issue, culprits, first: culprits[0] }];
    });
    // What none of ours is to blame for is wrong without us too.
    if (guilty === undefined) return { ...unjudged(root, pieces, places), refused };
    const { issue, culprits, first } = guilty;
    refused.push(refusalOf(issue, first));
    pieces = pieces.filter((piece) => !culprits.includes(piece));
  }
}

/** As it is, when only rules between our fields and those of others are broken. */
function unjudged(root: unknown, pieces: readonly Piece[], places: readonly string[]) {
  const parsed = parseDocument(JSON.stringify(root), { merged: () => emptyDocument() });
  if (parsed.is === "valid") return finished(parsed.host, pieces, places);
  return finished(emptyDocument(), [], []);
}

function finished(host: EdgeHost, pieces: readonly Piece[], places: readonly string[]) {
  return {
    host,
    secrets: Object.fromEntries(
      pieces.flatMap(({ secret }) => (secret === undefined ? [] : [[secret.name, secret.value]])),
    ),
    taken: pieces.map(({ from }, index) => ({ field: places[index] ?? "", from })),
  };
}

/** The document the pieces make, and where each stands in it. */
function assembled(pieces: readonly Piece[]) {
  const root: Record<string, unknown> = { apiVersion: API_VERSION, kind: KIND, spec: {} };
  const places = pieces.map((piece) => formatPath(put(root, piece)));
  return { root, places };
}

function put(root: Record<string, unknown>, { field, isEntry, value }: Piece): Segments {
  let at = root;
  for (const segment of field.slice(0, -1)) {
    const name = String(segment);
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  const last = String(field.at(-1));
  if (isEntry !== true) {
    at[last] = value;
    return field;
  }
  at[last] ??= [];
  const list = at[last] as unknown[];
  list.push(value);
  return [...field, list.length - 1];
}

/** The pieces an issue is about: the one it lies in; without a plane the whole registration. */
function blamed(issue: Issue, pieces: readonly Piece[], places: readonly string[]) {
  const found = pieces.filter((_, index) => isWithin(issue.path, places[index] ?? ""));
  if (found.length > 0) return found;
  const isRegistration = isOfRegistration(parsePath(issue.path) ?? []);
  return isRegistration ? pieces.filter(({ field }) => isOfRegistration(field)) : [];
}

function refusalOf({ path, message, hint }: Issue, { from, field }: Piece): Refused {
  const isMissingPlane = isOfRegistration(field) && path === "spec.registration.plane";
  if (isMissingPlane && message.startsWith("is missing"))
    return {
      from,
      why: "registration is not taken over: there is no paletteEndpoint",
      hint: "Give stylus.site.paletteEndpoint, or managementMode: local.",
    };
  return { from, why: `is not taken over: ${path} ${message}`, hint };
}
