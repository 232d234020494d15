import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadScreens } from "../../screens/index.ts";
import { type App, mount, PROFILES, type ScreenProfile } from "../support/screen.tsx";
import { freshSnapshot, runOf } from "../support/session.ts";

/** Every letter is a key somewhere, and every line ends in an Enter. */
const LINES = "yes\rx\rp\rw\rq\rApply the plan to this host\rjjj\r1\r";
const PASTE = `${LINES.repeat(Math.ceil(4096 / LINES.length))}and the end\r`;

interface Way {
  readonly name: string;
  readonly profile: ScreenProfile;
  readonly bytes: string;
}

const WAYS: readonly Way[] = [
  {
    name: "bracketed, in a window",
    profile: PROFILES.utf8,
    bytes: `\u001b[200~${PASTE}\u001b[201~`,
  },
  { name: "known by its pace, on a serial line", profile: PROFILES.ascii, bytes: PASTE },
];

for (const { name, profile, bytes } of WAYS) {
  test(`4 KB pasted into any screen or question do nothing: ${name}`, async () => {
    const app = await mount(freshSnapshot({ run: runOf(["running"]) }), { profile });
    const walk = (await loadScreens()).filter(({ isPopUp }) => isPopUp !== true);
    const unmoved = async (where: string) => {
      const before = app.screen();
      await app.type(bytes);
      assert.equal(app.screen(), before, where);
      assert.deepEqual(app.client.sent, [], where);
    };
    for (const { title } of walk) {
      await app.goTo(title);
      await unmoved(title);
    }
    await app.press("help");
    await unmoved("Help");
    await app.press("back", "quit");
    await unmoved("the question whether to leave");
    await app.press("back");
    await app.goTo("Cluster");
    await app.press("cancel-run");
    assert.match(app.screen(), /Cancel this run\?/);
    await unmoved("the question whether to cancel");
    await app.close();
  });

  test(`4 KB pasted into a field are text in it, without an Enter: ${name}`, async () => {
    const app = await mount(freshSnapshot(), { profile });
    await app.goTo("Checks");
    await app.press("filter");
    await app.type(bytes);
    assert.match(app.screen(), /^Checks .*jjj 1 and the end$/m);
    await app.press("leave-field", "waive");
    await app.type(bytes);
    assert.match(app.screen(), /^Reason .*jjj 1 and the end$/m);
    await app.press("leave-field");
    await app.goTo("Settings");
    await app.press("choose");
    await app.type(bytes);
    assert.match(app.screen(), /^> Host name .*jjj 1 and the end$/m);
    assert.deepEqual(app.client.sent, []);
    await app.close();
  });
}

for (const { name, profile } of WAYS) {
  test(`a line of a member that came in pieces stands in its field while it is typed: ${name}`, async () => {
    const app = await mount(freshSnapshot(), { profile });
    await app.goTo("Cluster");
    await chosen(app, "Join a cluster");
    await app.press("choose");
    const pieces = `bringup-join-1.${"a".repeat(64)}\r${"b".repeat(79)}\r${"c".repeat(20)}`;
    await app.type(profile === PROFILES.utf8 ? `\u001b[200~${pieces}\u001b[201~` : pieces);
    assert.match(app.screen(), /^> Line of a member +\*{40,}/m);
    await app.type("d");
    await app.press("leave-field");
    assert.match(app.screen(), /^> Line of a member +179 characters, kept in memory only$/m);
    await app.close();
  });
}

/** Goes down the page to this line, and does it. */
async function chosen(app: App, label: string): Promise<void> {
  for (let steps = 0; !app.screen().includes(`\n> ${label}`); steps += 1) {
    assert.ok(steps < 40, app.screen());
    await app.press("down");
  }
  await app.press("choose");
}
