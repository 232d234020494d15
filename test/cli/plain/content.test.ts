import assert from "node:assert/strict";
import { test } from "node:test";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { freshSnapshot } from "../../support/session.ts";

test("in plain mode content is listed, looked for on sticks, and its import and removal are planned", async () => {
  const hub = createFakeHub(freshSnapshot());
  const here = { is: "foreign", name: "old" } as const;
  const offer = { from: "stick:SITE/core.tar", sizeBytes: 5_000_000, proof: ["sum"] } as const;
  hub.answerWith(({ do: what }) => {
    const offers = what === "look-for-content" ? [offer] : [];
    if (what === "list-content" || what === "look-for-content")
      return { is: "content", finding: { here: [here], offers, problems: [] } };
    return { is: "ok" };
  });
  const answers = ["content", "sticks", offer.from, "", "site7", "remove old", "", "exit"];
  const { stdout } = await conversePlainly(hub, answers);
  assert.match(stdout, /old: not imported by bringup: it is left alone\./);
  assert.match(stdout, /Plugged in: stick:SITE\/core\.tar, 5 MB, with its sum\./);
  const asked = hub.handled.flatMap((command) =>
    command.do === "plan-operation" ? [[command.operation, command.params]] : [],
  );
  assert.deepEqual(asked, [
    ["import-content", { from: "stick:SITE/core.tar", name: "site7" }],
    ["remove-content", { name: "old" }],
  ]);
});
