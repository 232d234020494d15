import { isDeepStrictEqual } from "node:util";
import { parseCertificates } from "../certificates/index.ts";
import { isMap, type TextChange } from "../spec/index.ts";
import { type Link, NO_CHANGES, type Piece } from "./link.ts";
import { saidAt, saidByAnybody, type View } from "./said.ts";

const NAME = "stylus.site.name";
const PATHS = "stylus.site.deviceUIDPaths";

/** `$random` in place of a name. */
const randomId: Link = {
  read(view) {
    const said = saidAt(view, NAME);
    if (said?.value !== "$random") return [];
    return [{ field: ["spec", "identity", "random"], value: true, from: said.path }];
  },
  write({ spec }, view) {
    const isRandom = saidByAnybody(view, NAME)?.value === "$random";
    const { random, id } = spec.identity ?? {};
    if (random === undefined || random === isRandom || id !== undefined) return NO_CHANGES;
    return { changes: [{ path: NAME, value: random ? "$random" : undefined }], unsaid: [] };
  },
};

/** Files that say who the hardware is; `regex` and `match` are the same pattern. */
const idSources: Link = {
  read(view) {
    const said = saidAt(view, PATHS);
    if (said === undefined) return [];
    return sourcesOf(said.value).map((value, index) => ({
      ...{ field: ["spec", "identity", "sources"], isEntry: true, value },
      from: [...said.path, index],
    }));
  },
  write({ spec }, view) {
    const wanted = spec.identity?.sources;
    const said = sourcesOf(saidByAnybody(view, PATHS)?.value);
    if (wanted === undefined || isDeepStrictEqual(wanted, said)) return NO_CHANGES;
    const value = wanted.map(({ path, match }) => ({
      name: path,
      ...(match === undefined ? {} : { regex: match }),
    }));
    return { changes: [{ path: PATHS, value }], unsaid: [] };
  },
};

function sourcesOf(said: unknown): readonly { readonly path: string; readonly match?: string }[] {
  if (!Array.isArray(said)) return [];
  return said.filter(isMap).flatMap(({ name, regex }) => {
    if (typeof name !== "string") return [];
    return [{ path: name, ...(typeof regex === "string" && regex !== "" ? { match: regex } : {}) }];
  });
}

const TIME = "stylus.site.ntpServers";

const timeServers: Link = {
  read(view) {
    const said = saidAt(view, TIME);
    if (said === undefined) return [];
    const value = wordsOf(said.value);
    return value.length === 0
      ? []
      : [{ field: ["spec", "time", "ntpServers"], value, from: said.path }];
  },
  write({ spec }, view) {
    const wanted = spec.time?.ntpServers;
    const said = saidByAnybody(view, TIME)?.value;
    if (wanted === undefined || isDeepStrictEqual(wanted, wordsOf(said))) return NO_CHANGES;
    const value = typeof said === "string" ? wanted.join(",") : wanted;
    return { changes: [{ path: TIME, value }], unsaid: [] };
  },
};

/** A list, or one text with commas. */
export function wordsOf(said: unknown): readonly string[] {
  const words = Array.isArray(said) ? said : String(said ?? "").split(",");
  return words.map((word) => String(word).trim()).filter((word) => word !== "");
}

const AUTHORITIES = "stylus.site.caCerts";

const authorities: Link = {
  read(view) {
    const taken = new Set<string>();
    return entriesOf(view).flatMap(({ text, index }) => {
      const from = ["stylus", "site", "caCerts", index];
      if (saidAt(view, AUTHORITIES) === undefined) return [];
      return parseCertificates(text).certificates.map((view): Piece => {
        const name = nameFor(view.subject, taken);
        taken.add(name);
        const field = ["spec", "certificates", "trusted"];
        return { field, isEntry: true, value: { name, pem: view.pem }, from };
      });
    });
  },
  write({ spec }, view) {
    const trusted = spec.certificates?.trusted;
    if (trusted === undefined) return NO_CHANGES;
    const wanted = new Map(
      trusted.flatMap(({ pem }) =>
        parseCertificates(pem).certificates.map((one) => [one.fingerprint, one.pem]),
      ),
    );
    const entries = entriesOf(view);
    const printsOf = (text: string) =>
      parseCertificates(text).certificates.map(({ fingerprint }) => fingerprint);
    // What cannot be read is nobody's to take out; a bundle stays while one of it is wanted.
    const kept = entries.filter(({ text }) => {
      const prints = printsOf(text);
      return prints.length === 0 || prints.some((print) => wanted.has(print));
    });
    const there = new Set(kept.flatMap(({ text }) => printsOf(text)));
    const added = [...wanted].filter(([print]) => !there.has(print)).map(([, pem]) => pem);
    if (added.length === 0 && kept.length === entries.length) return NO_CHANGES;
    const value = [...kept.map(({ text }) => text), ...added];
    const change: TextChange = { path: AUTHORITIES, value: value.length === 0 ? undefined : value };
    return { changes: [change], unsaid: [] };
  },
};

function entriesOf(view: View): readonly { readonly text: string; readonly index: number }[] {
  const said = saidByAnybody(view, AUTHORITIES)?.value;
  if (!Array.isArray(said)) return [];
  return said.flatMap((text: unknown, index) =>
    typeof text === "string" ? [{ text, index }] : [],
  );
}

/** A name that a file can have, another for each. */
function nameFor(subject: string, taken: ReadonlySet<string>): string {
  const plain = subject
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 56);
  const name = plain === "" ? "authority" : plain;
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}

export const hostLinks: readonly Link[] = [randomId, idSources, timeServers, authorities];
