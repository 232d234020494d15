import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { ABSENT, type Candidate, known } from "../../src/engine/index.ts";
import { createMemoryHost, type MemoryHost } from "../../src/host/index.ts";
import { planDns } from "../../src/network/index.ts";
import { computeNoProxy, planProxy } from "../../src/proxy/index.ts";
import { planTime, type SeenTime, type TimeService } from "../../src/time/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { handlerOf } from "../support/apply.ts";

const SECRETS = { "proxy-password": "s3cret/%" };

const NOTHING_SEEN: Omit<SeenTime, "service"> = {
  servers: ABSENT,
  synchronised: ABSENT,
  offsetMs: ABSENT,
  zone: ABSENT,
  hardwareOffsetMs: ABSENT,
};

const NTP = { ntpServers: ["ntp1.example", "10.0.0.5"] };

interface Golden {
  readonly name: string;
  readonly candidate: Candidate;
  readonly path: string;
}

const GOLDENS: readonly Golden[] = [
  {
    name: "resolved.conf",
    candidate: planDns(
      { servers: ["10.10.216.1", "2001:db8::53"], search: ["lan", "example.org"] },
      { resolver: { is: "resolved", runs: true }, inForce: ABSENT },
    ),
    path: "/etc/systemd/resolved.conf.d/90-bringup.conf",
  },
  {
    name: "resolv.conf",
    candidate: planDns(
      { servers: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"] },
      { resolver: { is: "plain" }, inForce: known({ servers: ["9.9.9.9"], search: ["kept.lan"] }) },
    ),
    path: "/etc/resolv.conf",
  },
  {
    name: "timesyncd.conf",
    candidate: timePlan({ is: "timesyncd", runs: true }),
    path: "/etc/systemd/timesyncd.conf.d/90-bringup.conf",
  },
  {
    name: "chrony.sources",
    candidate: timePlan({
      is: "chrony",
      unit: "chrony.service",
      runs: true,
      sources: "/etc/chrony/sources.d",
    }),
    path: "/etc/chrony/sources.d/bringup.sources",
  },
  { name: "proxy.env", candidate: proxyPlan(), path: "/etc/default/bringup-proxy" },
  { name: "proxy.sh", candidate: proxyPlan(), path: "/etc/profile.d/90-bringup-proxy.sh" },
];

for (const { name, candidate, path } of GOLDENS)
  test(`${path} is written as ${name}`, async () => {
    const host = createMemoryHost();
    await write(candidate, host);
    matchesGolden(`settings/${name}`, host.text(path));
  });

test("what is asked beyond the third name server is said, not dropped in silence", () => {
  assert.deepEqual(GOLDENS[1]?.candidate.skipped, [
    { title: "Name server 10.0.0.4", reason: "resolv.conf holds at most three" },
  ]);
});

function timePlan(service: TimeService): Candidate {
  return planTime(NTP, { ...NOTHING_SEEN, service });
}

function proxyPlan(): Candidate {
  return planProxy({
    proxy: {
      http: "http://proxy.example:3128",
      https: "http://proxy.example:3128",
      username: "edge",
      password: { secret: "proxy-password" },
    },
    noProxy: computeNoProxy({
      cluster: { domain: "cluster.local", podCidr: "10.42.0.0/16", serviceCidr: "10.43.0.0/16" },
      interfaces: [{ interface: "eth0", address: "10.10.216.81", prefix: 24 }],
      nodes: [{ address: "10.10.216.81", reason: "this node" }],
      registries: ["http://registry.lan:5000"],
      own: ["intranet.example"],
    }),
    isKairos: false,
    services: [],
    secretDigest: () => "keyed",
  });
}

/** Only the files: units are not the subject here. */
async function write({ steps }: Candidate, host: MemoryHost): Promise<void> {
  for (const step of steps.filter(({ kind }) => kind !== "unit.ensure"))
    await handlerOf(step).run(step.params, contextOf(host, { secrets: SECRETS }));
}

/** Set UPDATE_GOLDEN=1 to write what is there now, then read the diff. */
function matchesGolden(name: string, text: string | undefined): void {
  const file = new URL(`../golden/render/${name}`, import.meta.url).pathname;
  assert.ok(text !== undefined, `${name} was not written`);
  if (process.env.UPDATE_GOLDEN === "1") {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  assert.equal(text, readFileSync(file, "utf8"));
}
