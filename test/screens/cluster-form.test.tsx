import assert from "node:assert/strict";
import { test } from "node:test";
import { OTHER_OFFERS } from "../support/other-offers.ts";
import { mount } from "../support/screen.tsx";
import { freshSnapshot, OFFERS } from "../support/session.ts";

test("a problem is shown until its field is edited or its edit undone", async () => {
  const issueAt = (path: string) => ({
    severity: "error" as const,
    path,
    line: 1,
    column: 1,
    message: "is not right",
    hint: "Write it in another way.",
  });
  const app = await mount(freshSnapshot());
  app.client.answers = () => ({
    is: "invalid",
    issues: [issueAt("spec.time.timezone"), issueAt("spec.host.hostname")],
  });
  await app.goTo("Settings");
  await app.type("\rEDGE_7\u001b");
  await app.press("down", "preview");
  assert.match(app.line(4), /2 problems, the first: Host name is not right/);
  assert.match(app.screen(), /> Host name .*PROBLEM/);
  assert.match(app.screen(), /Do: Write it in another way\./);
  await app.press("undo-edit");
  assert.match(app.line(4), /1 problem: Time zone is not right/);
  assert.doesNotMatch(app.screen(), /> Host name .*PROBLEM/);
  await app.press("down", "down", "down", "down", "choose");
  await app.type("E");
  assert.match(app.line(4), /1 edit, not applied/);
  assert.doesNotMatch(app.screen(), /PROBLEM/);
  await app.close();
});

test("what was found on the host is filled in with one key, never over something typed", async () => {
  const app = await mount(freshSnapshot({ offers: OFFERS }));
  await app.goTo("Cluster");
  assert.match(app.screen(), /Found on this host: K3s 1\.35\.3\+k3s1 in \/opt/);
  await app.press("down", "down", "choose");
  await app.type("1.34.1\u001b");
  await app.press("fill-in");
  assert.match(app.screen(), /Distribution +K3s/);
  assert.match(app.screen(), /Version +1\.34\.1 /);
  assert.match(app.screen(), /Artefacts directory +\/opt\/bringup\/artefacts/);
  assert.match(app.screen(), /> Cluster name/);
  assert.doesNotMatch(app.screen(), /Found on this host/);
  await app.type("\redge\u001b");
  await app.press("preview");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "plan");
  assert.match(
    sent.documentText,
    /cluster:\n +name: edge\n +distribution: k3s\n +version: 1\.34\.1\n +artefacts: \S+\n +cni: flannel\n/,
  );
  await app.close();
});

test("what the next distribution does not have is let go with a word, and is back with the former", async () => {
  const app = await mount(freshSnapshot({ offers: OTHER_OFFERS }));
  await app.goTo("Cluster");
  await app.press("fill-in", "down");
  assert.match(app.screen(), /> Distribution +K3s/);
  app.clock.advance(400);
  await app.press("choose");
  assert.match(app.screen(), /> Distribution +Other/);
  assert.match(
    app.screen(),
    /^Let go, and kept for K3s: version 1\.35\.3\+k3s1, artefacts\s+\S+, pod network flannel$/m,
  );
  assert.doesNotMatch(app.screen(), /plugin +flannel|Version +1\.35/);
  await app.press("undo-edit");
  app.clock.advance(400);
  await app.press("choose");
  assert.match(app.screen(), /> Distribution +K3s/);
  assert.match(app.screen(), /Version +1\.35\.3\+k3s1/);
  assert.doesNotMatch(app.screen(), /Let go/);
  await app.close();
});

test("a long problem is read to its end above the form", async () => {
  const app = await mount(freshSnapshot());
  const message =
    "is flannel, which is not one of what this distribution brings: calico, cilium or none";
  app.client.answers = () => ({
    is: "invalid",
    issues: [
      ...[{ severity: "error" as const, path: "spec.cluster.cni", line: 1, column: 1 }].map(
        (issue) => ({ ...issue, message, hint: "Choose another." }),
      ),
    ],
  });
  await app.goTo("Cluster");
  await app.press("preview");
  const [head] = app.screen().split(/^-+$/m).slice(1);
  assert.match(
    head?.replace(/\s+/g, " ") ?? "",
    /1 problem: Pod network plugin is flannel, .* calico, cilium or none/,
  );
  await app.close();
});

test("the datastore is chosen from what the distribution can do", async () => {
  const app = await mount(freshSnapshot({ offers: OFFERS }));
  await app.goTo("Cluster");
  await app.press("fill-in", "last");
  // Other fields and pages may come to stand below it.
  for (let rows = 0; rows < 20 && !app.screen().includes("> Datastore"); rows++)
    await app.press("up");
  assert.match(app.screen(), /> Datastore/);
  assert.match(app.screen(), /One of: sqlite, etcd/);
  await app.press("choose", "choose", "preview");
  const [sent] = app.client.sent;
  assert.ok(sent?.do === "plan");
  assert.match(sent.documentText, /native:\n +datastore: etcd\n/);
  await app.close();
});
