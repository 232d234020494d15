import assert from "node:assert/strict";
import { test } from "node:test";
import type { UnitState } from "../../src/engine/index.ts";
import { createMemoryHost, exited, type MemoryHostOptions } from "../../src/host/index.ts";
import { observeTime, planTime } from "../../src/time/index.ts";
import { contextOf } from "../contract/handlers.ts";
import { applied } from "../support/apply.ts";

const SIGNAL = new AbortController().signal;
const RUNNING: UnitState = { active: "active", sub: "running", enabled: "enabled", restarts: 0 };
const STOPPED: UnitState = { active: "inactive", sub: "dead", enabled: "disabled", restarts: 0 };
const WANTED = { ntpServers: ["ntp.example"] };

/** timedatectl(1) and chronyc(1) as systemd 252 and chrony 4.3 print them. */
const COMMANDS: MemoryHostOptions["commands"] = {
  timedatectl: ({ argv }) =>
    argv[1] === "show" ? exited("yes\n") : exited("0.pool.example 1.pool.example\n"),
  chronyc: () =>
    exited(
      "C0000235,192.0.2.53,3,1767225600.123456789,-0.012500000,0.000001,0.000002,-1.5,0.0,0.1,0.02,0.001,64.5,Normal\n",
    ),
};

test("systemd-timesyncd: servers, sync and zone are seen; the offset is not known", async () => {
  const host = createMemoryHost({
    files: { "/etc/localtime": { link: "/usr/share/zoneinfo/Europe/Berlin" } },
    units: { "systemd-timesyncd.service": RUNNING },
    commands: COMMANDS,
  });
  assert.deepEqual(await observeTime(host, SIGNAL), {
    service: { is: "timesyncd", runs: true },
    servers: { is: "known", value: ["0.pool.example", "1.pool.example"] },
    synchronised: { is: "known", value: true },
    offsetMs: { is: "unknown", why: "only chrony tells how far the clock is off" },
    zone: { is: "known", value: "Europe/Berlin" },
    hardwareOffsetMs: { is: "absent" },
  });
});

test("chrony: the offset is seen, and servers go to its directory of sources", async () => {
  const host = createMemoryHost({
    files: {
      "/etc/chrony/chrony.conf":
        "confdir /etc/chrony/conf.d\nsourcedir /run/chrony-dhcp\nsourcedir /etc/chrony/sources.d\n",
    },
    units: {
      "chrony.service": { ...RUNNING, startedMs: 0 },
      "systemd-timesyncd.service": STOPPED,
    },
    commands: COMMANDS,
  });
  const seen = await observeTime(host, SIGNAL);
  assert.deepEqual(seen.service, {
    is: "chrony",
    unit: "chrony.service",
    runs: true,
    sources: "/etc/chrony/sources.d",
  });
  assert.deepEqual(seen.offsetMs, { is: "known", value: -12.5 });
  host.put("/etc/systemd/system/chrony.service", "[Service]\nExecStart=/usr/sbin/chronyd\n");
  await applied(planTime(WANTED, seen), contextOf(host, {}));
  const again = await observeTime(host, SIGNAL);
  assert.deepEqual(again.servers, { is: "known", value: ["ntp.example"] });
});

const REFUSED: readonly (readonly [string, Readonly<Record<string, UnitState>>, string])[] = [
  ["nothing keeps the clock", {}, "TIME_SERVICE_MISSING"],
  ["another program keeps the clock", { "ntpsec.service": RUNNING }, "TIME_OWNED_ELSEWHERE"],
  ["chrony reads no sources", { "chronyd.service": RUNNING }, "TIME_NO_SOURCES_DIRECTORY"],
  [
    "the only service is masked",
    { "systemd-timesyncd.service": { ...STOPPED, enabled: "masked" } },
    "TIME_SERVICE_MISSING",
  ],
];

for (const [title, units, code] of REFUSED)
  test(`where ${title}, the plan says so and changes nothing`, async () => {
    const seen = await observeTime(createMemoryHost({ units }), SIGNAL);
    const candidate = planTime(WANTED, seen);
    assert.deepEqual(candidate.steps, []);
    assert.deepEqual(
      candidate.blocked.map((obstacle) => obstacle.code),
      [code],
    );
  });

test("a time zone can be set where the servers are not asked", async () => {
  const seen = await observeTime(createMemoryHost(), SIGNAL);
  const candidate = planTime({ timezone: "Europe/Berlin" }, seen);
  assert.deepEqual(
    candidate.steps.map((step) => step.kind),
    ["timezone.ensure"],
  );
  assert.deepEqual(candidate.blocked, []);
});

test("without timedatectl the synchronisation is unknown, never no", async () => {
  const host = createMemoryHost({ units: { "systemd-timesyncd.service": RUNNING } });
  const { synchronised, servers } = await observeTime(host, SIGNAL);
  assert.deepEqual(synchronised, { is: "unknown", why: "timedatectl is not installed" });
  assert.deepEqual(servers, { is: "absent" });
});

test("without timedatectl the servers are those of the configuration files", async () => {
  const host = createMemoryHost({
    files: {
      "/etc/systemd/timesyncd.conf": "[Time]\n#NTP=comment\nNTP=a.example\n",
      "/etc/systemd/timesyncd.conf.d/90-bringup.conf": "[Time]\nNTP=\nNTP=b.example c.example\n",
      "/etc/systemd/timesyncd.conf.d/old.conf.bak": "[Time]\nNTP=d.example\n",
    },
    units: { "systemd-timesyncd.service": RUNNING },
  });
  const { servers } = await observeTime(host, SIGNAL);
  assert.deepEqual(servers, { is: "known", value: ["b.example", "c.example"] });
});

test("looking at the time servers never starts the program that keeps the clock", async () => {
  const host = createMemoryHost({
    files: { "/etc/systemd/timesyncd.conf": "[Time]\nNTP=a.example\n" },
    units: { "systemd-timesyncd.service": STOPPED },
    commands: { timedatectl: () => exited("b.example\n") },
  });
  const { servers } = await observeTime(host, SIGNAL);
  assert.deepEqual(servers, { is: "known", value: ["a.example"] });
  // D-Bus starts it for whoever asks: `timedatectl show-timesync`.
  assert.deepEqual(
    host.calls.filter((argv) => argv.includes("show-timesync")),
    [],
  );
});

test("servers of a program that is not ours are unknown, never none", async () => {
  const { servers } = await observeTime(
    createMemoryHost({ units: { "ntpsec.service": RUNNING } }),
    SIGNAL,
  );
  assert.deepEqual(servers, { is: "unknown", why: "the servers of ntpsec.service are not read" });
});
