import { parseDocument } from "yaml";
import { recordIn, textIn } from "../../../json/index.ts";
import type { Claim, SeenFile, SeenLink } from "../../seen.ts";
import { OWN_FILE } from "./render.ts";

/** Kinds of definitions that stand for links, netplan(5). */
const KINDS = [
  ...["ethernets", "wifis", "modems", "bonds", "bridges", "vlans"],
  ...["tunnels", "vrfs", "dummy-devices"],
] as const;

/** Pure: which link each definition is about. A later file adds to an earlier one, so both count. */
export function claimsIn(file: SeenFile, links: readonly SeenLink[]): readonly Claim[] {
  const isOurs = file.path === OWN_FILE;
  return definitionsIn(file.content).flatMap(({ id, definition }) =>
    linksOf(id, definition, links).map((link) => ({
      link,
      program: "netplan",
      file: file.path,
      isOurs,
    })),
  );
}

/** The file without the definitions of these links; comments and all else stay. */
export function withoutLinks(
  file: SeenFile,
  { links, names }: { readonly links: readonly SeenLink[]; readonly names: readonly string[] },
): string | undefined {
  const document = parseDocument(file.content);
  let isChanged = false;
  for (const { kind, id, definition } of definitionsIn(file.content)) {
    const meant = linksOf(id, definition, links);
    // A pattern for several links cannot lose one of them.
    if (meant.length === 0 || !meant.every((name) => names.includes(name))) continue;
    document.deleteIn(["network", kind, id]);
    isChanged = true;
    const rest = recordIn(recordIn(recordIn(document.toJS()).network)[kind]);
    if (Object.keys(rest).length === 0) document.deleteIn(["network", kind]);
  }
  return isChanged ? document.toString({ lineWidth: 0 }) : undefined;
}

export function definitionsIn(content: string) {
  const document = parseDocument(content);
  if (document.errors.length > 0) return [];
  const network = recordIn(recordIn(document.toJS()).network);
  return KINDS.flatMap((kind) =>
    Object.entries(recordIn(network[kind])).map(([id, definition]) => ({
      kind,
      id,
      definition: recordIn(definition),
    })),
  );
}

function linksOf(
  id: string,
  definition: Readonly<Record<string, unknown>>,
  links: readonly SeenLink[],
): readonly string[] {
  if (definition.match === undefined) return [id];
  const match = recordIn(definition.match);
  const name = textIn(match, "name");
  const mac = textIn(match, "macaddress")?.toLowerCase();
  return links
    .filter((link) => link.kind !== "vlan" && link.kind !== "bond")
    .filter((link) => mac === undefined || link.mac === mac)
    .filter((link) => name === undefined || patternOf(name).test(link.name))
    .filter((link) => matchesDriver(match.driver, link))
    .map((link) => link.name);
}

function matchesDriver(wanted: unknown, { driver }: SeenLink): boolean {
  if (wanted === undefined) return true;
  const all = Array.isArray(wanted) ? wanted : [wanted];
  return all.some((one) => typeof one === "string" && patternOf(one).test(driver ?? ""));
}

/** Shell patterns: `*`, `?` and nothing else that names of links could need. */
function patternOf(glob: string): RegExp {
  const plain = glob.replace(/[.+^${}()|\\]/g, "\\$&");
  return new RegExp(`^${plain.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}
