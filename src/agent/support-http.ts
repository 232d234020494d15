import type { HostIO, SecretReader } from "../engine/index.ts";
import { ownHttp } from "../proxy/index.ts";
import { ownWay } from "./own-way.ts";
import { readOwnDocument } from "./remembered.ts";
import { defaultStateDir, type EngineOptions } from "./state-dir.ts";

/**
 * The way out without an agent: by the proxies and authorities of the document, where it can be read;
 * else as the machine stands.
 */
export function httpHere(options: EngineOptions, machine: HostIO): HostIO["http"] {
  const folder = `${defaultStateDir(options)}/secrets`;
  const vault: SecretReader = {
    read: (name) => machine.files.readText(`${folder}/${name}`).catch(() => undefined),
    matches: () => undefined,
  };
  return ownHttp(machine.http, async () => {
    const document = await readOwnDocument(options).catch(() => undefined);
    if (document === undefined) return { noProxy: [] };
    return ownWay({ host: machine, vault, document: () => document, inventory: () => null });
  });
}
