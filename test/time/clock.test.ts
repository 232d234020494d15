import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryHost, exited } from "../../src/host/index.ts";
import { momentText, observeTime, readMoment, setClock } from "../../src/time/index.ts";
import { IS_EVERY_CUT } from "../support/every-cut.ts";

const SIGNAL = new AbortController().signal;
const at = (text: string, zone = "UTC") => {
  const moment = readMoment(text, zone);
  return moment.is === "moment" ? new Date(moment.atMs).toISOString() : moment.why;
};

test("a moment is read in the zone of the host, or in the one behind it", () => {
  assert.equal(at("2026-11-21 03:15", "Europe/Berlin"), "2026-11-21T02:15:00.000Z");
  assert.equal(at("2026-07-01 03:15:30", "Europe/Berlin"), "2026-07-01T01:15:30.000Z");
  assert.equal(at("2026-11-21T03:15Z", "Europe/Berlin"), "2026-11-21T03:15:00.000Z");
  assert.equal(at(" 2026-11-21 03:15 +05:30"), "2026-11-20T21:45:00.000Z");
  assert.equal(at("2026-1-2 3:04", "No/Where"), "2026-01-02T03:04:00.000Z");
});

test("an hour that the clocks leave out is refused, of one they repeat the first is meant", () => {
  assert.match(at("2026-03-29 02:30", "Europe/Berlin"), /clocks of Europe\/Berlin jump over/);
  assert.equal(at("2026-10-25 02:30", "Europe/Berlin"), "2026-10-25T00:30:00.000Z");
});

test("what is no moment is refused with the reason", () => {
  for (const text of ["", "now", "21.11.2026 03:15", "03:15", "2026-11-21", "2026-11-21 3"])
    assert.equal(at(text), "that is not a date and a time");
  for (const text of [
    "2026-02-30 12:00",
    "2026-13-01 12:00",
    "2026-01-01 24:00",
    "2026-01-01 1:60",
  ])
    assert.equal(at(text), "the calendar has no such moment");
  for (const text of ["1970-01-01 00:00", "2125-01-01 00:00"])
    assert.equal(at(text), "that is not between the years 2026 and 2100");
});

test("every moment that is shown is read back as the same one, in any zone", () => {
  const zones = ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia"];
  for (const zone of zones)
    for (
      let atMs = Date.UTC(2026, 0, 2);
      atMs < Date.UTC(2027, 0, 1);
      atMs += IS_EVERY_CUT ? 7_777_000 : 160_777_000
    ) {
      const moment = readMoment(momentText(atMs, zone), zone);
      assert.equal(moment.is, "moment");
      // The repeated hour of autumn is read as its first run.
      const apartMs = moment.is === "moment" ? atMs - moment.atMs : Number.NaN;
      assert.ok(apartMs === 0 || apartMs === 3_600_000, `${zone} ${atMs}`);
    }
});

test("the hardware clock is set after the system clock, and its absence is said", async () => {
  const ran: string[] = [];
  const date = ({ argv }: { readonly argv: readonly string[] }) => {
    ran.push(argv.join(" "));
    return exited("");
  };
  const host = createMemoryHost({ commands: { date, hwclock: date } });
  assert.deepEqual(await setClock(host, 1_795_230_900_500, SIGNAL), { is: "set" });
  assert.deepEqual(ran, ["date --utc --set=@1795230900.500", "hwclock --systohc"]);
  const bare = createMemoryHost({ commands: { date } });
  const left = await setClock(bare, 0, SIGNAL);
  assert.deepEqual(left, { is: "failed", why: "hwclock is not installed" });
});

test("a clock that may not be set is an error with what date said", async () => {
  const refused = exited("", { exitCode: 1, stderr: "date: cannot set date: not permitted\n" });
  const host = createMemoryHost({ commands: { date: () => refused } });
  await assert.rejects(setClock(host, 0, SIGNAL), {
    code: "CLOCK_NOT_SET",
    message: /not permitted/,
  });
});

test("the hardware clock is compared with the system clock", async () => {
  const path = "/sys/class/rtc/rtc0/since_epoch";
  const offset = async (text?: string) => {
    const host = createMemoryHost(text === undefined ? {} : { files: { [path]: text } });
    return (await observeTime(host, SIGNAL)).hardwareOffsetMs;
  };
  const nowS = Math.floor(createMemoryHost().clock.nowMs() / 1000);
  assert.deepEqual(await offset(), { is: "absent" });
  assert.equal((await offset("soon\n")).is, "unknown");
  assert.deepEqual(await offset(`${nowS}\n`), { is: "known", value: 0 });
  const behind = await offset(`${nowS - 3600}\n`);
  assert.ok(behind.is === "known" && behind.value <= -3_599_000 && behind.value >= -3_601_000);
});
