import {
  type EdgeHost,
  editText,
  FIELDS,
  isMap,
  parsePath,
  readTree,
  type TextShape,
  valueAt,
} from "../spec/index.ts";
import { HEADER } from "./header.ts";
import type { Wanted } from "./link.ts";
import { LINKS } from "./links.ts";
import { namesBelow } from "./lookup.ts";
import { READING } from "./parse.ts";
import { viewOfAll } from "./said.ts";

export interface Written {
  readonly text: string;
  /** What user-data has no words for, one sentence each. */
  readonly unsaid: readonly string[];
}

/** How our way of editing text goes about user-data. */
export const SHAPE: TextShape = {
  reading: READING,
  empty: () => `${HEADER}\nstylus: {}\n`,
  namesOf: (generic) => namesBelow(generic.split(/\.(?!\d)/)),
  staysEmpty: (section) => section.length === 1,
};

/**
 * User-data that asks for what a document asks for: values that differ are edited in place, all else
 * stays as it is, byte for byte. What the document does not manage is left as user-data has it. An
 * empty text begins a new one. Throws `DOCUMENT_INVALID` for a text that cannot be read.
 */
export function writeUserData(
  text: string,
  host: EdgeHost,
  secrets: Wanted["secrets"] = {},
): Written {
  const { value } = readTree(text.trim() === "" ? SHAPE.empty() : text, READING);
  const view = viewOfAll(isMap(value) ? value : {});
  const results = LINKS.map((link) => link.write({ spec: host.spec, secrets }, view));
  return {
    text: editText(
      text,
      results.flatMap(({ changes }) => changes),
      SHAPE,
    ),
    unsaid: [...wordless(host), ...results.flatMap(({ unsaid }) => unsaid)],
  };
}

/** Beginnings of paths that links write, or speak of themselves. */
const WRITTEN = [
  ...["spec.identity.", "spec.host.", "spec.network.", "spec.time.ntpServers", "spec.proxy."],
  ...["spec.certificates.", "spec.registration.", "spec.install."],
];
const NOT_WRITTEN = ["spec.registration.apiKey"];

function wordless(host: EdgeHost): readonly string[] {
  const paths = FIELDS.map(({ path }) => path).filter((path) => {
    if (valueAt(host, parsePath(path) ?? []) === undefined) return false;
    return NOT_WRITTEN.includes(path) || !WRITTEN.some((start) => path.startsWith(start));
  });
  return paths.length === 0 ? [] : [`user-data has no words for ${paths.join(", ")}`];
}
