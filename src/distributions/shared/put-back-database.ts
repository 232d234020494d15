import { basename } from "node:path";
import type { RunContext } from "../../engine/index.ts";
import { DATABASE_FILES } from "./save-database.ts";
import type { ServerKind } from "./server-kind.ts";

/** What is there now, beside it: a wrong choice can be taken back by hand. */
export async function keepDatabase(
  { database }: Pick<ServerKind, "database">,
  to: string,
  { host, signal, report }: RunContext,
): Promise<void> {
  await host.files.makeDirectory(to, { mode: 0o700 });
  for (const name of DATABASE_FILES) {
    if ((await host.files.stat(`${database}/${name}`)) === undefined) continue;
    await host.files.copy(`${database}/${name}`, `${to}/${name}`, { mode: 0o600, signal });
  }
  report({ evidence: `the former data is kept in ${to}` });
}

/** While nothing writes it. The log of the former database would damage this one, so it goes first. */
export async function putBackDatabase(
  { database }: Pick<ServerKind, "database">,
  files: readonly string[],
  { host, signal, report }: RunContext,
): Promise<void> {
  for (const name of DATABASE_FILES.slice(1)) await host.files.remove(`${database}/${name}`);
  for (const file of files)
    await host.files.copy(file, `${database}/${basename(file)}`, { mode: 0o600, signal });
  report({ evidence: `${database} is as it was saved` });
}
