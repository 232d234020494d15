import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import type { Snapshot } from "../../src/session/index.ts";
import { cellWidth } from "../../src/text/index.ts";
import { type App, mount, PROFILES, type ScreenProfile, TITLES } from "../support/screen.tsx";
import { type Seeded, seeded } from "../support/seeded.ts";
import { CLUSTER, finishedSnapshot, freshSnapshot, PENDING, runOf } from "../support/session.ts";

/** Each fifth of them ends where a screen can be left again. */
const SIZES = [
  [1, 1],
  [300, 1],
  [20, 5],
  [79, 24],
  [80, 23],
  [81, 25],
  [80, 24],
  [99, 30],
  [100, 30],
  [300, 100],
] as const;

/** A serial terminal with line drawing of its own. */
const DRAWING_SERIAL: ScreenProfile = {
  ...PROFILES.ascii,
  env: { TERM: "vt220", LANG: "C", BRINGUP_GLYPHS: "boxes" },
};

interface Situation {
  readonly name: string;
  readonly snapshot: Snapshot;
  readonly profile: ScreenProfile;
}

const SITUATIONS: readonly Situation[] = [
  { name: "fresh, on a serial line", snapshot: freshSnapshot(), profile: DRAWING_SERIAL },
  {
    name: "waiting for approval, in a window",
    snapshot: freshSnapshot({ registration: PENDING }),
    profile: PROFILES.utf8,
  },
  {
    name: "in operation with a run, on a console",
    snapshot: { ...finishedSnapshot(), run: runOf(["done", "running"]) },
    profile: PROFILES.console,
  },
];

/** Other sizes for each screen in each situation; by hand every one: `EVERY_SIZE=1`. */
function sizesFor(turn: number): readonly (readonly [number, number])[] {
  if (process.env.EVERY_SIZE === "1") return SIZES;
  return SIZES.filter((_, at) => at % 5 === turn % 5);
}

for (const [turn, { name, snapshot, profile }] of SITUATIONS.entries()) {
  test(`from 1x1 to 300x100 no screen writes over the edge: a host ${name}`, async () => {
    let frame = "";
    const onFrame = (drawn: string) => {
      frame = stripVTControlCharacters(drawn);
    };
    const app = await mount(snapshot, { profile, onFrame });
    for (const [place, screen] of TITLES.entries()) {
      await app.goTo(screen);
      for (const [columns, rows] of sizesFor(turn + 2 * place)) {
        await app.resize(columns, rows);
        const at = `${screen} at ${columns}x${rows}`;
        isWithin(frame, { columns, rows }, at);
        saysEnough(app, { columns, rows }, at);
        if (profile === DRAWING_SERIAL) assert.doesNotMatch(app.screen(), /[│|]/, at);
      }
    }
    await app.close();
  });
}

interface Size {
  readonly columns: number;
  readonly rows: number;
}

function isWithin(frame: string, { columns, rows }: Size, at: string): void {
  const lines = frame.split("\n");
  assert.ok(lines.length <= Math.max(1, rows - 1), `${at}: ${lines.length} lines`);
  for (const line of lines)
    assert.ok(cellWidth(line.trimEnd()) <= Math.max(1, columns - 1), `${at}: ${line}`);
}

/** All of the console, or what helps on a few cells, as far as there is room for it. */
function saysEnough(app: App, { columns, rows }: Size, at: string): void {
  if (columns >= 80 && rows >= 24) {
    assert.match(app.line(1), /^bringup .*REHEARSAL$/, at);
    assert.match(app.line(rows - 1), /Tab next/, at);
    return;
  }
  const { edgeId, addresses } = app.client.snapshot().host;
  const wanted = [`needs 80x24, have ${columns}x${rows}`, "REHEARSAL", edgeId?.id, ...addresses];
  for (const [row, text = ""] of wanted.slice(0, rows - 1).entries()) {
    const cut = cutOf(text, columns - 1);
    assert.ok(app.line(row + 1).startsWith(cut), `${at}: ${app.line(row + 1)}, not ${cut}`);
  }
}

/** Without the two dots where something is left out. */
const cutOf = (text: string, width: number) =>
  text.length <= width ? text : text.slice(0, Math.max(1, width - 2));

/** Resizes in each storm for `npm test`; by hand more: `RESIZE_STORM=1000`. */
const STORM_RESIZES = Number(process.env.RESIZE_STORM ?? 10);

for (const [seed, { name, snapshot, profile }] of SITUATIONS.entries()) {
  test(`after a storm of resizes every screen is as if opened at that size: a host ${name}`, async () => {
    const random = seeded(seed);
    const app = await mount(snapshot, { profile });
    const screen = random.pick(TITLES);
    await app.goTo(screen);
    const passedMs = await storm(app, random);
    await app.resize(120, 40);

    const other = await mount(app.client.snapshot(), {
      profile: { ...profile, columns: 120, rows: 40 },
    });
    await other.goTo(screen);
    other.clock.advance(passedMs);
    await other.settle();
    const seen = ({ screen: text, styles }: App) => `${text()}\n${styles()}`;
    assert.equal(seen(app), seen(other), `seed ${seed}`);
    await app.close();
    await other.close();
  });
}

/** Sizes as they come while a window is dragged and a line is plugged, and everything goes on. */
async function storm(app: App, random: Seeded): Promise<number> {
  let passedMs = 0;
  const all: Promise<void>[] = [];
  for (let count = 0; count < STORM_RESIZES; count++) {
    const [columns, rows] = sizeOf(random);
    const done = app.resize(columns, rows);
    all.push(done);
    change(app, random);
    const ms = random.pick([0, 40, 1000, 7000]);
    app.clock.advance(ms);
    passedMs += ms;
    if (random.below(3) > 0) await done;
  }
  await Promise.all(all);
  return passedMs;
}

function sizeOf(random: Seeded): readonly [number, number] {
  if (random.below(8) === 0) return [0, 0];
  if (random.below(2) === 0) return random.pick(SIZES);
  return [1 + random.below(200), 1 + random.below(70)];
}

function change({ client, clock }: App, random: Seeded): void {
  const { checks, activity, registration, run, cluster } = client.snapshot();
  const now = clock.nowMs();
  const changes = [
    () => client.change("checks", { ...checks, results: checks.results.toReversed(), atMs: now }),
    () => client.change("activity", activity.toReversed()),
    () => client.change("registration", { ...registration, sinceMs: now }),
    () => client.change("cluster", cluster === null ? null : { ...CLUSTER, atMs: now - 300 }),
    () => client.change("run", run === null ? null : { ...run, message: `said at ${now}` }),
    () => {},
  ];
  random.pick(changes)();
}

test("a line that hangs up in the middle of a storm ends the console, and nothing else happens", async () => {
  const random = seeded(9);
  const app = await mount(freshSnapshot({ run: runOf(["running"]) }), { profile: PROFILES.utf8 });
  const whole = storm(app, random);
  await app.tap("tab");
  app.hangUp();
  assert.equal(await app.ended, "hang-up");
  await whole;
  assert.deepEqual(app.client.sent, []);
});
