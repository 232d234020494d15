import { type Fact, known } from "../engine/index.ts";
import {
  type NoProxyEntry,
  noProxyAdvice,
  observeProxy,
  parseNoProxy,
  planProxy,
  type SeenProxy,
} from "../proxy/index.ts";
import type { ProxySpec } from "../spec/index.ts";
import { defineSettings, type SettingRow } from "./domain.ts";
import { factText, hasAll, settingRow } from "./row.ts";

export const proxy = defineSettings({
  id: "proxy",
  title: "Proxy",
  section: "proxy",
  wanted: ({ proxy }) => proxy,
  observe: observeProxy,
  plan({ wanted, seen, facts }) {
    const planned = planProxy({
      proxy: wanted,
      noProxy: facts.noProxy,
      isKairos: facts.isKairos,
      services: seen.services,
      secretDigest: (name) => facts.secretDigest(name),
    });
    const { nodeAddress } = facts;
    if (nodeAddress.is === "known" || planned.steps.length === 0) return planned;
    const reason = nodeAddress.is === "unknown" ? nodeAddress.why : "this host has no address yet";
    return { ...planned, skipped: [{ title: "Node network in NO_PROXY", reason }] };
  },
  rows({ document, seen, noProxy: computed }) {
    const wanted = document?.spec.proxy;
    const noProxy = factText(variable(seen, "NO_PROXY"), (text) => text);
    const own = wanted?.noProxy;
    return [
      addressRow("http", wanted, seen),
      addressRow("https", wanted, seen),
      settingRow({
        path: "spec.proxy.noProxy",
        title: "Without the proxy",
        wanted: own?.join(", "),
        seen: noProxy,
        inForce: hasAll(wholeList(wanted, computed), listed(noProxy)),
        parts: isUsed(wanted) ? computed : undefined,
        note: own?.map(noProxyAdvice).find((advice) => advice !== undefined),
      }),
    ];
  },
});

function addressRow(
  scheme: "http" | "https",
  wanted: ProxySpec | undefined,
  seen: SeenProxy,
): SettingRow {
  const name = `${scheme.toUpperCase()}_PROXY`;
  const address = wanted?.[scheme];
  const now = variable(seen, name);
  const other = seen.elsewhere.is === "known" ? seen.elsewhere.value[name] : undefined;
  return settingRow({
    path: `spec.proxy.${scheme}`,
    title: `Proxy for ${scheme.toUpperCase()}`,
    wanted: address,
    seen: now,
    inForce: address === undefined ? undefined : isSameProxy(address, now),
    note: other === undefined ? undefined : `/etc/environment says ${other}.`,
  });
}

function isUsed(wanted: ProxySpec | undefined): boolean {
  return wanted?.http !== undefined || wanted?.https !== undefined;
}

/** Without a proxy nothing has to be kept from it. */
function wholeList(
  wanted: ProxySpec | undefined,
  computed: readonly NoProxyEntry[],
): readonly string[] | undefined {
  return isUsed(wanted) ? computed.map(({ entry }) => entry) : wanted?.noProxy;
}

function listed(text: Fact<string>): Fact<readonly string[]> {
  return text.is === "known" ? known(parseNoProxy(text.value)) : text;
}

function variable({ vars }: SeenProxy, name: string): Fact<string> {
  if (vars.is !== "known") return vars;
  const value = vars.value[name] ?? vars.value[name.toLowerCase()];
  return value === undefined ? { is: "absent" } : known(value);
}

/** Address against address; the credentials are compared when the file is checked. */
function isSameProxy(wanted: string, now: Fact<string>): boolean | undefined {
  if (now.is === "unknown") return undefined;
  if (now.is === "absent" || !URL.canParse(now.value)) return false;
  const [a, b] = [new URL(wanted), new URL(now.value)];
  return a.protocol === b.protocol && a.host === b.host && a.pathname === b.pathname;
}
