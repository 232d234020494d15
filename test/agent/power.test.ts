import assert from "node:assert/strict";
import { test } from "node:test";
import { openTestRehearsal } from "../support/rehearsal.ts";

for (const [to, note] of [
  ["reboot", "simulated: the rehearsed machine restarted"],
  ["off", "simulated: the rehearsed machine went off and on again"],
] as const) {
  test(`power ${to} in rehearsal is simulated, says so, and is on the record`, async (t) => {
    const { client } = await openTestRehearsal(t);
    assert.deepEqual(await client.send({ do: "power", to }), { is: "ok", note });
    const audit = await client.send({ do: "audit" });
    const [last] = audit.is === "audit" ? audit.entries : [];
    assert.deepEqual([last?.action, last?.actor.user], ["power-switched", "ada"]);
    assert.match(last?.detail ?? "", /no cluster on this host/);
  });
}
