import "../support/screen-environment.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { wrapId } from "../../screens/components/registration-state.tsx";
import { BringupError, errorView } from "../../src/errors/index.ts";
import type { FileLook } from "../../src/plane/index.ts";
import type { Answer, Command } from "../../src/session/index.ts";
import { mount, PROFILES } from "../support/screen.tsx";
import { finishedSnapshot, freshSnapshot, NOW_MS, PENDING } from "../support/session.ts";

test("a host whose plane is away still says which desired state it holds itself to", async () => {
  const { registration } = finishedSnapshot();
  const away = {
    ...registration,
    state: "offline",
    message: "The plane does not answer.",
    desired: { revision: 3 },
  } as const;
  const app = await mount(freshSnapshot({ registration: away }));
  await app.goTo("Registration");
  await app.shows("Desired state revision 3, with the plane or without");
  await app.close();
});

test("a plane without codes shows neither an empty code nor a wrong time", async () => {
  const { registration } = finishedSnapshot();
  const { hostUid: _uid, project: _project, lastHeartbeatMs: _last, ...open } = registration;
  const todo = "Enter the Edge ID at the operator's page.";
  const pending = { ...open, state: "pending", message: todo } as const;
  const app = await mount(
    freshSnapshot({ registration: { ...pending, approval: { enrolmentId: "edge-1" } } }),
  );
  await app.goTo("Registration");
  await app.shows(todo);
  assert.doesNotMatch(app.screen(), /undefined|NaN|Code|Valid/);
  await app.close();
});

for (const [state, words] of [
  ["contacting", "looking for the plane"],
  ["reachable", "the plane answers, not registered yet"],
] as const) {
  test(`a host whose registration is ${state} says so on its page and on the overview, and can leave it`, async () => {
    const { registration } = freshSnapshot();
    const view = { ...registration, state, method: "qr", plane: "https://p.example" } as const;
    const app = await mount(freshSnapshot({ registration: view }));
    await app.shows(`https://p.example (${words})`);
    await app.goTo("Registration");
    await app.shows(`[ .. ] Registration   ${words}`);
    await app.shows("Do not register now");
    await app.close();
  });
}

test("the manual ID takes a pairing key, which is sent and never shown", async () => {
  const app = await mount(freshSnapshot());
  await app.goTo("Registration");
  await app.shows("Kind of plane");
  assert.doesNotMatch(app.screen(), /Pairing key/);
  await app.press("down", "choose");
  await app.shows("Token");
  app.clock.advance(400);
  await app.press("choose");
  await app.shows("Manual ID");
  await app.press("down");
  await app.shows("> Pairing key");
  await app.shows("Only where the operator gave one");
  app.clock.advance(400);
  await app.press("choose");
  await app.type("BKTR-QZXM-WWWW");
  await app.press("choose");
  await app.shows("******** (typed)");
  assert.doesNotMatch(app.screen(), /BKTR/);
  await app.press("down");
  await app.shows("> Register this host");
  app.clock.advance(400);
  await app.press("choose");
  await app.settle();
  const [sent] = app.client.sent.filter((command) => command.do === "register");
  assert.deepEqual(sent, {
    ...{ do: "register", method: "manual", pairingKey: "BKTR-QZXM-WWWW" },
    ...(sent?.do === "register" && sent.plane !== undefined ? { plane: sent.plane } : {}),
  });
  await app.close();
});

/** On the page of files, where the agent answers like this. */
async function atFiles(look: FileLook, taken: Answer) {
  const snapshot = finishedSnapshot();
  const app = await mount(snapshot);
  app.client.answers = (command: Command) =>
    command.do === "look-at-plane-file"
      ? { is: "plane-file", at: "KINGSTON", text: "{}", look }
      : taken;
  await app.goTo("Registration");
  await app.press("last", "choose");
  await app.shows("Files to carry");
  app.clock.advance(400);
  await app.press("down", "choose");
  return app;
}

const NEWER: FileLook = {
  ...{ is: "readable", holds: "answer", signer: "k7 Xa p0 Rz", trust: "new" },
  ...{ decision: "approved", revision: 4, inForce: 3 },
};

test("what a brought file says is shown first; on a yes it is taken as it was looked at, and told", async () => {
  const outcome = { is: "taken", decision: "approved", revision: 4, isNews: true } as const;
  const app = await atFiles(NEWER, { is: "plane-answer", outcome });
  await app.shows("Take this file over?");
  await app.shows("Signed by: k7 Xa p0 Rz, not known to this host yet");
  await app.shows("Desired state: revision 4, newer than 3 in force");
  await app.shows("> No, leave it");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("The plane takes this host on. Desired state, revision 4: taken over.");
  assert.deepEqual(app.client.sent.slice(-2), [
    { do: "look-at-plane-file", at: "sticks" },
    { do: "take-plane-answer", text: "{}", confirmed: "k7 Xa p0 Rz" },
  ]);
  await app.close();
});

test("a brought file that was left alone, or cannot be believed, changes nothing", async () => {
  const left = await atFiles(NEWER, { is: "ok" });
  await left.shows("> No, leave it");
  left.clock.advance(400);
  await left.press("choose");
  await left.shows("Files to carry");
  assert.deepEqual(left.client.sent.at(-1), { do: "look-at-plane-file", at: "sticks" });
  await left.close();
  const refused = await atFiles({ is: "refused", why: "it is for another host" }, { is: "ok" });
  await refused.shows("KINGSTON cannot be taken over: it is for another host.");
  await refused.close();
});

test("why nothing was found is told on the page, as long as it is", async () => {
  const hint = "Plug in a USB stick, or name a folder, or a file.";
  const error = errorView(new BringupError("PLANE_FILE_REFUSED", "no stick is here", { hint }));
  const app = await mount(finishedSnapshot());
  app.client.answers = () => ({ is: "refused", error });
  await app.goTo("Registration");
  await app.press("last", "choose");
  await app.shows("Files to carry");
  app.clock.advance(400);
  await app.press("down", "choose");
  await app.shows("No stick is here. Plug in a USB stick, or name a folder, or a file.");
  await app.close();
});

/** A serial line with a window large enough for a code in reverse video. */
const LARGE_LINE = { ...PROFILES.large, env: PROFILES.ascii.env };

test("on a light screen one key turns the code around, and it is read either way", async () => {
  const app = await mount(freshSnapshot({ registration: PENDING }), { profile: LARGE_LINE });
  await app.goTo("Registration");
  await app.shows("i invert code");
  const dark = app.styles();
  await app.press("turn-qr");
  await app.settle();
  const light = app.styles();
  const rows = (styles: string) =>
    styles.split("\n").filter((line) => /inverse|reverse/.test(line));
  assert.ok(rows(dark).length > 20 && rows(light).length > 20);
  assert.notDeepEqual(rows(light), rows(dark));
  await app.press("turn-qr");
  await app.settle();
  assert.equal(app.styles(), dark);
  await app.close();
});

test("a code in colours of its own is right on any screen: there is nothing to turn", async () => {
  const app = await mount(freshSnapshot({ registration: PENDING }), { profile: PROFILES.large });
  await app.goTo("Registration");
  await app.shows("Registration   to be approved");
  assert.doesNotMatch(app.screen(), /invert code/);
  await app.close();
});

test("a registered host has nothing in progress", async () => {
  const { registration } = finishedSnapshot();
  const app = await mount(freshSnapshot({ registration }));
  assert.equal(app.line(22), "");
  await app.goTo("Registration");
  assert.match(app.screen(), /Next report in 1:00/);
  app.client.change("registration", { ...registration, nextTryMs: NOW_MS + 5000 });
  await app.settle();
  assert.match(app.screen(), /Next report soon/);
  await app.close();
});

test("a long edge ID is broken between its groups only", () => {
  const shown = "edge-9f3a-22c1-7e04-4fec-1aa0 /K7";
  assert.deepEqual(wrapId(shown, 24), ["edge-9f3a-22c1-7e04-", "4fec-1aa0 /K7"]);
  assert.deepEqual(wrapId(shown, 33), [shown]);
  assert.equal(wrapId(shown, 3).join(""), shown);
});

test("leaving the plane of a registered host is asked first, and staying is the default", async () => {
  const app = await mount(finishedSnapshot());
  await app.goTo("Registration");
  const leave = async () => {
    await app.press("first", "down");
    await app.press("choose");
    await app.shows("Leave the plane, go on in local mode?");
  };
  await leave();
  await app.press("choose");
  assert.deepEqual(app.client.sent, []);
  await leave();
  await app.press("down", "choose");
  assert.deepEqual(app.client.sent, [{ do: "go-local" }]);
  await app.close();
});
