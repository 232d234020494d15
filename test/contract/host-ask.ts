import assert from "node:assert/strict";
import { test } from "node:test";
import { startNameServer } from "../support/name-server.ts";
import { startTimeServer } from "../support/time-server.ts";
import type { HostTraits } from "./host.ts";

/** Questions over UDP: answered where there is a network, and nowhere made up. */
export function askContract({ name, hasNetwork, make }: HostTraits): void {
  if (!hasNetwork)
    return void test(`${name}: without a network no server is asked, and nothing is made up`, async (t) => {
      const { host } = await make(t);
      const time = await host.askTime({ host: "127.0.0.1", port: 123 }, {});
      const asked = { server: "127.0.0.1", name: "plane.test", family: "ipv4" } as const;
      const told = await host.askName(asked);
      assert.match(`${time.is} ${told.is}`, /^(silent|not-asked) (silent|not-asked)$/);
    });

  test(`${name}: each answer of a name server is told apart`, async (t) => {
    const { host } = await make(t);
    const server = await startNameServer(t, {
      names: { "plane.test": ["10.0.0.1", "fd00::1"], "four.test": ["10.0.0.4"] },
      fails: { "broken.test": "SERVFAIL", "closed.test": "REFUSED" },
      silent: ["lost.test"],
    });
    const ask = (question: string, family: "ipv4" | "ipv6" = "ipv4") =>
      host.askName({ server: server.address, name: question, family, timeoutMs: 60_000 });
    assert.deepEqual(await ask("plane.test"), { is: "answered", addresses: ["10.0.0.1"] });
    assert.deepEqual(await ask("plane.test", "ipv6"), { is: "answered", addresses: ["fd00::1"] });
    assert.deepEqual(await ask("four.test", "ipv6"), { is: "answered", addresses: [] });
    assert.deepEqual(await ask("."), { is: "answered", addresses: [] });
    assert.deepEqual(await ask("none.test"), { is: "unknown-name" });
    assert.equal((await ask("broken.test")).is, "refused");
    assert.equal((await ask("closed.test")).is, "refused");
    const lost = { server: server.address, name: "lost.test", family: "ipv4" } as const;
    assert.equal((await host.askName({ ...lost, timeoutMs: 200 })).is, "silent");
  });

  test(`${name}: nobody at the port of a name server, and a question taken back, are silence`, async (t) => {
    const { host } = await make(t);
    const server = await startNameServer(t, { silent: ["lost.test"] });
    const asked = { server: server.address, name: "lost.test", family: "ipv4" } as const;
    const cancel = new AbortController();
    const pending = host.askName({ ...asked, timeoutMs: 60_000, signal: cancel.signal });
    await server.asked();
    cancel.abort();
    assert.deepEqual(await pending, { is: "silent", why: "cancelled" });
    await server.close();
    assert.equal((await host.askName({ ...asked, name: "plane.test" })).is, "silent");
  });

  test(`${name}: a time server tells how far the clock is off`, async (t) => {
    const { host } = await make(t);
    const server = await startTimeServer(t, { aheadMs: -3_600_000 });
    const told = await host.askTime(server.at, {});
    assert.ok(told.is === "answered", JSON.stringify(told));
    assert.ok(Math.abs(told.offsetMs - 3_600_000) < 10_000, `off by ${told.offsetMs} ms`);
    assert.equal(told.stratum, 2);
  });

  test(`${name}: a time server that does not know, lies about the question or is gone is not believed`, async (t) => {
    const { host } = await make(t);
    const unsure = await startTimeServer(t, { leap: 3 });
    assert.equal((await host.askTime(unsure.at, {})).is, "unsure");
    const busy = await startTimeServer(t, { kiss: "RATE" });
    assert.deepEqual(await host.askTime(busy.at, {}), {
      is: "unsure",
      why: "it sends us away (RATE)",
    });
    const other = await startTimeServer(t, { hasWrongCookie: true });
    assert.equal((await host.askTime(other.at, { timeoutMs: 200 })).is, "silent");
    await busy.close();
    assert.equal((await host.askTime(busy.at, {})).is, "silent");
  });
}
