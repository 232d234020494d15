import { type Raw, type Segments, warning } from "../spec/index.ts";
import { nearest } from "../text/index.ts";
import { namesBelow, parameterAt } from "./lookup.ts";
import { PARAMETERS } from "./parameters.ts";

/** A remark for each name that is not known where it stands; it is kept all the same. */
export function unknownNames(names: readonly string[], section: Segments): readonly Raw[] {
  const known = namesBelow(section);
  const others = section.length === 0 ? "kairos" : parameterAt(section)?.others;
  if (others === "any") return [];
  return names.flatMap((name) => {
    if (known.includes(name) || name === "<<" || name === "no_users") return [];
    const near = nearest(name, known);
    // Kairos takes much that is not listed here: only what looks mistyped is worth a word.
    if (others === "kairos" && near === undefined) return [];
    const hint = hintFor(name, near, section);
    return [
      { ...warning([...section, name], "is not a known parameter; it is kept", hint), side: "key" },
    ];
  });
}

function hintFor(name: string, near: string | undefined, section: Segments): string {
  const start = section.length === 0 ? "" : `${section.join(".")}.`;
  if (near !== undefined) return `Did you mean ${start}${near}?`;
  const homes = PARAMETERS.filter(({ path, former }) => {
    return former === undefined && path.toLowerCase().endsWith(`.${name.toLowerCase()}`);
  }).map(({ path }) => path);
  if (homes.length > 0) return `Did you mean ${homes.slice(0, 2).join(" or ")}?`;
  return "Check its spelling; what Palette does with it is not known.";
}
