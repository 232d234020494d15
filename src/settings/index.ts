/**
 * Settings of the host itself, one domain per section of the document. Adding one is a file here and
 * a line in `SETTINGS`; its subject lives in a module of its own.
 */
import type { Candidate, HostView } from "../engine/index.ts";
import type { NoProxyEntry } from "../proxy/index.ts";
import type { EdgeHost } from "../spec/index.ts";
import { certificates } from "./certificates.ts";
import { dns } from "./dns.ts";
import type { SettingRow, SettingsDomain, SettingsFacts } from "./domain.ts";
import { hostname } from "./hostname.ts";
import { links } from "./links.ts";
import { proxy } from "./proxy.ts";
import { time } from "./time.ts";

export type { SettingRow, SettingsFacts } from "./domain.ts";
export { linksIn } from "./links.ts";

/**
 * In the order they are applied: a name, the links, names of others, then the clock that
 * certificates depend on, then the way out.
 */
export const SETTINGS: readonly SettingsDomain[] = [
  hostname,
  links,
  dns,
  time,
  certificates,
  proxy,
];

/** What every domain saw, by its id. */
export type SeenSettings = Readonly<Record<string, unknown>>;

/** Looks at all domains at once; never throws for what is down. */
export function observeSettings(host: HostView, signal: AbortSignal): Promise<SeenSettings> {
  return observeDomains(SETTINGS, { host, signal });
}

/** Looks only at what this document asks for: enough to plan it, and a run plans before every step. */
export function observeManaged(
  host: HostView,
  { spec }: EdgeHost,
  signal: AbortSignal,
): Promise<SeenSettings> {
  const managed = SETTINGS.filter((domain) => domain.wanted(spec) !== undefined);
  return observeDomains(managed, { host, signal });
}

async function observeDomains(
  domains: readonly SettingsDomain[],
  { host, signal }: { readonly host: HostView; readonly signal: AbortSignal },
): Promise<SeenSettings> {
  const seen = domains.map(async (domain) => [domain.id, await domain.observe(host, signal)]);
  return Object.fromEntries(await Promise.all(seen));
}

/** Pure: the steps of all domains, in order. */
export function planSettings(request: {
  readonly document: EdgeHost;
  readonly seen: SeenSettings;
  readonly facts: SettingsFacts;
}): Candidate {
  const { document, seen, facts } = request;
  const parts = SETTINGS.map((domain) => {
    const wanted = domain.wanted(document.spec);
    if (wanted === undefined) return notManaged(domain.title);
    return domain.plan({ wanted, seen: seen[domain.id], facts });
  });
  return {
    steps: parts.flatMap((part) => part.steps),
    skipped: parts.flatMap((part) => part.skipped),
    blocked: parts.flatMap((part) => part.blocked),
  };
}

function notManaged(title: string): Candidate {
  return { steps: [], skipped: [{ title, reason: "not managed by the document" }], blocked: [] };
}

/** Pure: asked beside seen, in the order of the screen. */
export function settingRows(request: {
  readonly document: EdgeHost | undefined;
  readonly seen: SeenSettings;
  readonly noProxy?: readonly NoProxyEntry[];
}): readonly SettingRow[] {
  const { document, seen, noProxy = [] } = request;
  return SETTINGS.flatMap((domain) => domain.rows({ document, seen: seen[domain.id], noProxy }));
}
