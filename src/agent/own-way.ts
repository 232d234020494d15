import { observeNoProxy } from "../cluster/index.ts";
import type { HostView, SecretReader } from "../engine/index.ts";
import { type Inventory, observeInventory } from "../inventory/index.ts";
import { type OwnWay, proxyUse, readStoredPassword } from "../proxy/index.ts";
import type { EdgeHost, ProxySpec } from "../spec/index.ts";
import { workingDocument } from "./working-proxy.ts";

interface OwnWayParts {
  /** The machine whose settings count: its interfaces, and the file with its proxy. */
  readonly host: HostView;
  readonly vault: SecretReader;
  document(): EdgeHost;
  /** The last one; none at the very start. */
  inventory(): Inventory | null;
}

const LOOK_MS = 5_000;

/** How requests of this agent leave the host now, by the document in force. */
export async function ownWay(parts: OwnWayParts): Promise<OwnWay> {
  const signal = AbortSignal.timeout(LOOK_MS);
  const { document } = await workingDocument(parts.host, parts.document(), signal);
  const { proxy, certificates } = document.spec;
  const trusted = (certificates?.trusted ?? []).map(({ pem }) => pem).join("\n");
  const trust = trusted === "" ? {} : { alsoTrust: trusted };
  if (proxy?.http === undefined && proxy?.https === undefined) return { noProxy: [], ...trust };
  const entries = await observeNoProxy(parts.host, {
    document,
    nics: (await inventoryOf(parts)).nics,
  });
  const password = await passwordOf(proxy, parts);
  const noProxy = entries.map(({ entry }) => entry);
  return { ...proxyUse({ proxy, password, noProxy, ...trust }), ...trust };
}

async function inventoryOf({ inventory, host }: OwnWayParts): Promise<Inventory> {
  return inventory() ?? (await observeInventory(host, { signal: AbortSignal.timeout(LOOK_MS) }));
}

/** What was typed last, which another file on the host may still contradict. */
async function passwordOf(
  { username, password }: ProxySpec,
  { host, vault }: OwnWayParts,
): Promise<string | undefined> {
  if (username === undefined || password === undefined) return undefined;
  const kept = await vault.read(password.secret);
  if (kept !== undefined) return kept;
  const written = await readStoredPassword(host, username);
  const isOlder = written !== undefined && vault.matches(password.secret, written) === false;
  return isOlder ? undefined : written;
}
