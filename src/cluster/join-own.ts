import {
  type FoundVersions,
  type JoinField,
  type JoinValues,
  joinFields,
  joinValue,
  readingOf,
} from "./join-fields.ts";
import type { OwnGiven } from "./join-given.ts";
import type { JoinPaper } from "./join-paper.ts";

export type OwnPaper = { readonly is: "paper"; readonly paper: JoinPaper } | NotYet;

interface NotYet {
  readonly is: "not-yet";
  /** Without a full stop. */
  readonly why: string;
  readonly hint?: string;
  /** Where it has to be said. */
  readonly field?: JoinField["name"];
}

/** Pure. The material and what was said beside it, as a member would have written it. */
export function ownPaper(given: OwnGiven, values: JoinValues, found?: FoundVersions): OwnPaper {
  const fields = joinFields(given, values, found);
  const missing = fields.find((field) => joinValue(field, values) === "");
  if (missing !== undefined) return lacking(missing);
  const said = Object.fromEntries(fields.map((field) => [field.name, joinValue(field, values)]));
  const pin = pinIn(said.pin);
  if (pin === "broken")
    return {
      is: "not-yet",
      field: "pin",
      why: "The pin is no SHA-256: it is sha256: and 64 hex digits",
    };
  const { distribution, material, way } = readingOf(given.readings, values, found);
  const asked = material.role ?? said.role;
  const role: JoinPaper["role"] = asked === "worker" ? asked : "control-plane";
  const server = material.server ?? serverIn(said.server ?? "");
  const certificateKey = material.certificateKey ?? said.certificateKey;
  const whole = {
    ...{ ...material, role, server },
    ...(pin === undefined ? {} : { pin }),
    ...(certificateKey === undefined ? {} : { certificateKey }),
  };
  const flaw = way.flaw(way.spell(whole));
  if (flaw !== undefined)
    return { is: "not-yet", why: `With what was said beside it, ${flaw.why}. ${flaw.hint}` };
  const version = said.version === undefined ? {} : { version: said.version };
  const cluster = { name: said.cluster ?? "", distribution, ...version };
  return { is: "paper", paper: { cluster, role, material: whole } };
}

function lacking({ name, label, details }: JoinField): NotYet {
  return { is: "not-yet", field: name, why: `${label} is missing`, hint: details };
}

/** Also as sha256sum and openssl print it. */
function pinIn(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const [, hex] = /(?:^|[^0-9a-f])([0-9a-f]{64})(?:$|[^0-9a-f])/.exec(text.toLowerCase()) ?? [];
  return hex === undefined ? "broken" : `sha256:${hex}`;
}

/** Some print it as a URL. */
const serverIn = (text: string): string => text.replace(/^https:\/\//, "").replace(/\/.*$/, "");
