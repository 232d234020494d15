import assert from "node:assert/strict";
import { test } from "node:test";
import { ABSENT, known, unknown } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import {
  observeManaged,
  observeSettings,
  planSettings,
  SETTINGS,
  type SettingsFacts,
  settingRows,
} from "../../src/settings/index.ts";
import { API_VERSION, type EdgeHost, type EdgeHostSpec, KIND } from "../../src/spec/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";
import { ROOT_CA } from "../support/certificates.ts";
import { timedatectl, updateTrust } from "../support/host-commands.ts";

const SIGNAL = new AbortController().signal;
const SECRETS = { "proxy-password": "s3cret" };

const FACTS: SettingsFacts = {
  osFamily: "debian",
  isKairos: false,
  nodeAddress: known({ address: "10.10.216.81", prefix: 24, interface: "eth0" }),
  noProxy: [
    { entry: "localhost", reason: "loopback" },
    { entry: "intranet.lan", reason: "your entry" },
  ],
  secretDigest: (name) => (name in SECRETS ? "keyed" : undefined),
};

const SPEC: EdgeHostSpec = {
  host: { hostname: "edge-1" },
  network: { dns: { servers: ["10.0.0.1"], search: ["lan"] } },
  time: { ntpServers: ["ntp.lan"], timezone: "Europe/Berlin" },
  proxy: {
    http: "http://proxy.lan:3128",
    username: "edge",
    password: { secret: "proxy-password" },
    noProxy: ["intranet.lan"],
  },
  certificates: { trusted: [{ name: "corp", pem: ROOT_CA }] },
};

function documentOf(spec: EdgeHostSpec): EdgeHost {
  return { apiVersion: API_VERSION, kind: KIND, spec };
}

function machine(): MemoryHost {
  return createMemoryHost({
    files: {
      "/etc/os-release": "ID=debian\n",
      "/etc/hostname": "localhost\n",
      "/etc/hosts": "127.0.0.1\tlocalhost\n",
      "/proc/sys/kernel/hostname": "localhost\n",
      "/etc/resolv.conf": "nameserver 9.9.9.9\n",
      "/etc/localtime": { link: "/usr/share/zoneinfo/Etc/UTC" },
    },
    units: {
      "systemd-timesyncd.service": {
        active: "active",
        sub: "running",
        enabled: "static",
        restarts: 0,
        startedMs: 0,
      },
    },
    commands: { ...timedatectl, ...updateTrust("debian", "") },
  });
}

async function planOn(host: MemoryHost, spec: EdgeHostSpec, facts = FACTS) {
  const document = documentOf(spec);
  const seen = await observeManaged(host, document, SIGNAL);
  return planSettings({ document, seen, facts });
}

test("an empty document manages nothing, and says so for every domain", async () => {
  const candidate = await planOn(machine(), {});
  assert.deepEqual(candidate, {
    steps: [],
    blocked: [],
    skipped: SETTINGS.map(({ title }) => ({ title, reason: "not managed by the document" })),
  });
});

test("a plan looks only at what its document asks for", async () => {
  const looks = async (spec: EdgeHostSpec) =>
    Object.keys(await observeManaged(machine(), documentOf(spec), SIGNAL));
  assert.deepEqual(await looks({}), []);
  assert.deepEqual(await looks({ network: { dns: { servers: ["10.0.0.1"] } } }), ["dns"]);
  assert.deepEqual(await looks(SPEC), ["hostname", "dns", "time", "certificates", "proxy"]);
});

test("all settings are applied once, and the second time nothing is left to do", async () => {
  const host = machine();
  const context = contextOf(host, { secrets: SECRETS });
  const first = await applied(await planOn(host, SPEC), context);
  assert.deepEqual(first.ran, [
    "host.hostname",
    "dns.config",
    "time.config",
    "time.service",
    "time.zone",
    "certificates.trust",
    "proxy.environment",
    "proxy.shell",
  ]);
  assert.ok(!first.journal.includes("s3cret"));
  assert.deepEqual((await applied(await planOn(host, SPEC), context)).ran, []);
});

test("after it, every row that can be told says in force", async () => {
  const host = machine();
  await applied(await planOn(host, SPEC), contextOf(host, { secrets: SECRETS }));
  const rows = settingRows({
    document: documentOf(SPEC),
    seen: await observeSettings(host, SIGNAL),
  });
  assert.deepEqual(
    rows.map(({ path, inForce }) => [path, inForce]),
    [
      ["spec.host.hostname", true],
      ["seen.network.interfaces", undefined],
      ["spec.network.dns.servers", true],
      ["spec.network.dns.search", true],
      ["spec.time.ntpServers", true],
      ["spec.time.timezone", true],
      ["seen.time.synchronised", undefined],
      ["seen.time.hardwareClock", undefined],
      ["spec.certificates.trusted", true],
      ["spec.proxy.http", true],
      ["spec.proxy.https", undefined],
      ["spec.proxy.noProxy", true],
    ],
  );
  assert.ok(!JSON.stringify(rows).includes("s3cret"));
});

test("asked and seen stand beside each other before anything is done", async () => {
  const rows = settingRows({
    document: documentOf({ host: { hostname: "edge-1" } }),
    seen: await observeSettings(machine(), SIGNAL),
  });
  const shown = rows.filter(({ path }) => path !== "seen.network.interfaces");
  assert.deepEqual(shown.slice(0, 3), [
    {
      path: "spec.host.hostname",
      title: "Host name",
      wanted: "edge-1",
      seen: known("localhost"),
      inForce: false,
    },
    {
      path: "spec.network.dns.servers",
      title: "Name servers",
      seen: known("9.9.9.9"),
      inForce: undefined,
      note: "In /etc/resolv.conf, a plain file.",
    },
    {
      path: "spec.network.dns.search",
      title: "Search domains",
      seen: known("none"),
      inForce: undefined,
    },
  ]);
});

test("looking writes nothing and works on a machine of which nothing is known", async () => {
  const host = createMemoryHost();
  const rows = settingRows({ document: undefined, seen: await observeSettings(host, SIGNAL) });
  assert.deepEqual(host.effects, []);
  assert.ok(rows.every(({ inForce }) => inForce === undefined));
  assert.deepEqual(rows.find(({ path }) => path === "spec.host.hostname")?.seen, ABSENT);
});

test("settings are taken back to the last byte", async () => {
  const host = machine();
  const before = snapshot(host);
  const { undo } = await applied(await planOn(host, SPEC), contextOf(host, { secrets: SECRETS }));
  assert.notDeepEqual(snapshot(host), before);
  await undo();
  assert.deepEqual(snapshot(host), before);
});

test("a node address that is not known leaves its network out, with the reason", async () => {
  const candidate = await planOn(machine(), SPEC, { ...FACTS, nodeAddress: unknown("ip failed") });
  assert.deepEqual(candidate.skipped, [
    { title: "Network interfaces", reason: "not managed by the document" },
    { title: "Node network in NO_PROXY", reason: "ip failed" },
  ]);
});

test("domains have ids and sections of their own", () => {
  const ids = SETTINGS.map(({ id }) => id);
  assert.deepEqual(ids, ["hostname", "links", "dns", "time", "certificates", "proxy"]);
});

/** Files by path, except the bundle that the system's tool makes. */
function snapshot(host: MemoryHost): Readonly<Record<string, string | undefined>> {
  const paths = host.paths().filter((path) => !path.startsWith("/etc/ssl/"));
  return Object.fromEntries(paths.map((path) => [path, host.text(path) ?? "link"]));
}
