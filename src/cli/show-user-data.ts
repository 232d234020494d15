import type { UserDataRow } from "../user-data/index.ts";
import type { Call } from "./command.ts";
import { refuseInvalid } from "./plan-document.ts";
import { readGiven } from "./read-text.ts";
import { printTable } from "./table.ts";

/** Files merged as Kairos merges them, each value with the one it comes from. Needs no engine. */
export async function showUserData(call: Call): Promise<number> {
  const { out, args, world } = call;
  const { mergeUserData, parseUserData, toHost, userDataRows, viewOfAll } = await import(
    "../user-data/index.ts"
  );
  const layers = [];
  for (const path of args) {
    const { name, text } = await readGiven(path, world);
    const parsed = parseUserData(text, { source: name });
    if (parsed.is === "invalid") return refuseInvalid(parsed.issues, name, out);
    layers.push({ name, value: parsed.value });
  }
  const merged = mergeUserData(layers);
  const rows = userDataRows(merged);
  const { host, refused } = toHost(viewOfAll(merged.value));
  const { clashes } = merged;
  out.object({ rows, document: host, refused, clashes });
  printRows(rows, call, layers.length > 1);
  for (const { from, why, hint } of refused) out.line(`Note: ${from.join(".")} ${why}. ${hint}`);
  for (const { path, name } of clashes)
    out.line(`Note: ${path} in ${name} is of another kind than below: the two do not merge.`);
  return 0;
}

function printRows(rows: readonly UserDataRow[], { out }: Call, hasSeveral: boolean): void {
  const head = ["PARAMETER", "VALUE", ...(hasSeveral ? ["FROM"] : []), "BECOMES"];
  const cells = rows.map(({ path, shown, from, field = "" }) => {
    const short = shown.length > MOST_SHOWN ? `${shown.slice(0, MOST_SHOWN - 2)}..` : shown;
    return [path, short, ...(hasSeveral ? [from.join(", ")] : []), field];
  });
  printTable(head, cells, out);
}

/** So that the columns behind it are still seen. */
const MOST_SHOWN = 32;
