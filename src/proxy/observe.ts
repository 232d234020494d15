import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { redact } from "../secrets/index.ts";
import { proxyFile } from "./plan.ts";
import { observeServices, type SeenService } from "./services.ts";

/** The proxy this host is told to use, credentials masked. */
export interface SeenProxy {
  readonly path: string;
  /** Variables of our own file; absent: there is none. */
  readonly vars: Fact<Readonly<Record<string, string>>>;
  /** The same in /etc/environment, which is not ours and which every login reads. */
  readonly elsewhere: Fact<Readonly<Record<string, string>>>;
  /** Services of the system that have to be told. */
  readonly services: readonly SeenService[];
}

export async function observeProxy(host: HostView): Promise<SeenProxy> {
  const kairos = proxyFile(true);
  const isThere = await host.files.stat(kairos).catch(() => undefined);
  const path = isThere === undefined ? proxyFile(false) : kairos;
  return {
    path,
    vars: await factOf(() => readVars(path, host)),
    elsewhere: await factOf(async () => {
      const vars = await readVars("/etc/environment", host);
      return vars === undefined || Object.keys(vars).length === 0 ? undefined : vars;
    }),
    services: await observeServices(host),
  };
}

async function readVars(
  path: string,
  host: HostView,
): Promise<Readonly<Record<string, string>> | undefined> {
  const text = await host.files.readText(path);
  if (text === undefined) return undefined;
  const vars: Record<string, string> = {};
  for (const line of redact(text).split("\n")) {
    const [, name = "", value = ""] =
      /^(?:export\s+)?((?:HTTPS?|NO)_PROXY|(?:https?|no)_proxy)=(.*)$/.exec(line.trim()) ?? [];
    if (name !== "")
      vars[name] = value.replace(/^(["'])(.*)\1$/, "$2").replace(/\\(["\\`$])/g, "$1");
  }
  return vars;
}
