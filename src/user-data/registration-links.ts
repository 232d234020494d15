import { formatPath, isMap, type Segments } from "../spec/index.ts";
import { isPlaceholder } from "./doubts.ts";
import { type Changes, type Link, NO_CHANGES, type Piece } from "./link.ts";
import { spelled } from "./plain-links.ts";
import { KEPT_APART, saidAt, saidByAnybody, type View } from "./said.ts";

const REGISTRATION = ["spec", "registration"];
const SITE = "stylus.site";
const MODE = "stylus.managementMode";
const FORMER_MODES: Readonly<Record<string, string>> = { central: "connected", local: "airgap" };
const TOKEN_NAME = "registration-token";

/** A section of our document needs its mode: it comes along wherever anything of the section does. */
const mode: Link = {
  read(view) {
    const said = saidByAnybody(view, MODE);
    const owned = PARTS.flatMap((path) => saidAt(view, path) ?? [])[0];
    const from = saidAt(view, MODE)?.path ?? owned?.path;
    if (from === undefined) return [];
    return [{ field: [...REGISTRATION, "mode"], value: said?.value ?? "central", from }];
  },
  write({ spec }, view) {
    const said = saidByAnybody(view, MODE);
    const wanted = spec.registration?.mode;
    if (wanted === undefined || wanted === (said?.value ?? "central")) return NO_CHANGES;
    const path = spelled(said?.path, MODE);
    return only(path, path === MODE ? wanted : FORMER_MODES[wanted]);
  },
};

/** A plane that user-data names is a Palette. */
const endpoint: Link = {
  read(view) {
    const said = saidAt(view, `${SITE}.paletteEndpoint`);
    if (typeof said?.value !== "string") return [];
    const from = said.path;
    return [
      { field: [...REGISTRATION, "kind"], value: "palette", from },
      { field: [...REGISTRATION, "plane"], value: urlOf(said.value), from },
    ];
  },
  write({ spec }, view) {
    const { plane, kind } = spec.registration ?? {};
    const said = saidByAnybody(view, `${SITE}.paletteEndpoint`);
    if (plane === undefined) return NO_CHANGES;
    if (kind !== undefined && kind !== "palette")
      return unsaid(`the plane ${plane} is no Palette: user-data cannot name it`);
    if (typeof said?.value === "string" && urlOf(said.value) === plane) return NO_CHANGES;
    return only(`${SITE}.paletteEndpoint`, plane.replace(/^https:\/\//, "").replace(/\/$/, ""));
  },
};

const urlOf = (name: string): string => (/^[a-z]+:\/\//i.test(name) ? name : `https://${name}`);

const token: Link = {
  read(view) {
    const said = saidAt(view, `${SITE}.edgeHostToken`);
    if (typeof said?.value !== "string" || isPlaceholder(said.value)) return [];
    return [
      {
        field: [...REGISTRATION, "token"],
        value: { secret: TOKEN_NAME },
        from: said.path,
        ...(said.value === KEPT_APART ? {} : { secret: { name: TOKEN_NAME, value: said.value } }),
      },
    ];
  },
  write({ spec, secrets }, view) {
    const name = spec.registration?.token?.secret;
    const said = saidByAnybody(view, `${SITE}.edgeHostToken`);
    if (name === undefined) return NO_CHANGES;
    const given = secrets[name];
    if (given !== undefined)
      return given === said?.value ? NO_CHANGES : only(`${SITE}.edgeHostToken`, given);
    if (typeof said?.value === "string" && !isPlaceholder(said.value)) return NO_CHANGES;
    return unsaid(`the token is left out: add --secret-file ${name}=PATH to write it`);
  },
};

/** By its token where there is one, unless that is forbidden; else by the QR code where there is a page. */
const method: Link = {
  read(view) {
    const paths = [
      `${SITE}.disableAutoRegister`,
      `${SITE}.edgeHostToken`,
      `${SITE}.registrationURL`,
    ];
    const from = paths.flatMap((path) => saidAt(view, path) ?? [])[0]?.path;
    const value = methodOf(view);
    if (from === undefined || value === undefined) return [];
    return [{ field: [...REGISTRATION, "method"], value, from }];
  },
  write({ spec, secrets }, view) {
    const wanted = spec.registration?.method;
    const now = methodOf(view);
    if (wanted === undefined || wanted === now) return NO_CHANGES;
    if (wanted === "manual") return only(`${SITE}.disableAutoRegister`, true);
    const isForbidden = saidByAnybody(view, `${SITE}.disableAutoRegister`)?.value === true;
    if (wanted === "token" && isForbidden) return only(`${SITE}.disableAutoRegister`, false);
    if (wanted === "token" && Object.hasOwn(secrets, spec.registration?.token?.secret ?? ""))
      return NO_CHANGES;
    return unsaid(`the way of registration (${wanted}) follows from the token and the page`);
  },
};

function methodOf(view: View): string | undefined {
  if (saidByAnybody(view, `${SITE}.disableAutoRegister`)?.value === true) return "manual";
  const key = saidByAnybody(view, `${SITE}.edgeHostToken`)?.value;
  if (typeof key === "string" && !isPlaceholder(key)) return "token";
  return saidByAnybody(view, `${SITE}.registrationURL`) === undefined ? undefined : "qr";
}

const TAGS = ["stylus", "site", "tags"];

const tags: Link = {
  read(view) {
    const said = tagsOf(view);
    return Object.entries(said).flatMap(([name, value]): readonly Piece[] => {
      const from = [...TAGS, name];
      if (typeof value !== "string" || !view.isOwn(from)) return [];
      return [{ field: [...REGISTRATION, "tags", name], value, from }];
    });
  },
  write({ spec }, view) {
    const wanted = spec.registration?.tags;
    if (wanted === undefined) return NO_CHANGES;
    const said = tagsOf(view);
    const names = new Set([...Object.keys(said), ...Object.keys(wanted)]);
    const changes = [...names]
      .filter((name) => said[name] !== wanted[name])
      .map((name) => ({ path: formatPath([...TAGS, name]), value: wanted[name] }));
    return { changes, unsaid: [] };
  },
};

function tagsOf(view: View): Readonly<Record<string, unknown>> {
  const said = saidByAnybody(view, "stylus.site.tags")?.value;
  return isMap(said) ? said : {};
}

/** Parameters that make a section of registration. */
const PARTS = [
  ...["paletteEndpoint", "edgeHostToken", "projectName", "registrationURL", "disableAutoRegister"],
  ...["tags"],
].map((name) => `${SITE}.${name}`);

export const registrationLinks: readonly Link[] = [mode, endpoint, token, method, tags];

/** Without the mode and the plane nothing of the section may stand. */
export function isOfRegistration(field: Segments): boolean {
  return field[0] === "spec" && field[1] === "registration";
}

function only(path: string, value: unknown): Changes {
  return { changes: [{ path, value }], unsaid: [] };
}

function unsaid(sentence: string): Changes {
  return { changes: [], unsaid: [sentence] };
}
