import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { HOME } from "../support/debian-tree.ts";
import type { Printed } from "../support/printed.ts";
import { inGuest } from "./deadline.ts";
import type { Guest } from "./guest.ts";
import type { Lane } from "./lane.ts";

/** Far from the clock of whoever runs this. */
const MOMENT = "2031-03-04 05:06";
const AT_MS = Date.UTC(2031, 2, 4, 5, 6);

export function clockCases({ skip, installed }: Lane): void {
  test("the clock is set by hand, and the hardware clock with it", { skip }, async () => {
    const guest = await installed();
    const { code, stdout, stderr } = await guest.bringup("clock", "set", `${MOMENT}Z`, "--yes");
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(stdout, /^the clock was set to 2031-03-04 05:06:00 \S+\.\n$/);
    isJustAfterMoment(Number(await guest.sh("date +%s")) * 1000);
    isJustAfterMoment(await hardwareClockMs(guest));
  });

  test("the time that was set by hand outlives the power", { skip }, async () => {
    const guest = await installed();
    assert.equal((await guest.bringup("clock", "set", `${MOMENT}Z`, "--yes")).code, 0);
    await guest.reset();
    isJustAfterMoment(Number(await guest.sh("date +%s")) * 1000);
  });

  test("while a time server keeps the clock, nobody sets it by hand", { skip }, async () => {
    const guest = await installed();
    await serveTime(guest);
    const before = Number(await guest.sh("date +%s"));
    const { code, stderr } = await guest.bringup("clock", "set", `${MOMENT}Z`, "--yes");
    assert.notEqual(code, 0);
    assert.match(stderr, /a time server keeps this clock right/);
    const passedSec = Number(await guest.sh("date +%s")) - before;
    assert.ok(passedSec >= 0 && passedSec < 3600, `${passedSec} s have passed`);
  });
}

/** What the emulated chip says, asked from outside: no program of the guest is believed. */
async function hardwareClockMs({ monitor }: Guest): Promise<number> {
  const chip = { path: "/machine", property: "rtc-time" };
  const tm: Printed = await monitor.execute("qom-get", chip);
  return Date.UTC(1900 + tm.tm_year, tm.tm_mon, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

function isJustAfterMoment(ms: number): void {
  const passedMs = ms - AT_MS;
  assert.ok(passedMs >= 0 && passedMs < inGuest(60_000), `${passedMs} ms after what was set`);
}

/** A time server at the far end; returns once systemd-timesyncd follows it. */
async function serveTime(guest: Guest): Promise<void> {
  const server = readFileSync(join(HOME, "test/support/time-server.ts"), "utf8");
  const start = 'startTimeServer({ after() {} }, { host: "10.99.0.1", port: 123 });';
  await guest.write("/run/time-server.mts", `${server}\n${start}\n`);
  await guest.sh(`
    node=/usr/lib/bringup/node_modules/node/bin/node
    systemd-run --quiet ip netns exec peer $node /run/time-server.mts
    mkdir -p /run/systemd/timesyncd.conf.d
    printf '[Time]\\nNTP=10.99.0.1\\n' > /run/systemd/timesyncd.conf.d/lab.conf
    systemctl restart systemd-timesyncd
    until [ "$(timedatectl show -p NTPSynchronized --value)" = yes ]; do sleep 0.5; done`);
}
