// Real links, routes and name servers in namespaces this test makes: `npm run test:network`, as root.
import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import {
  FIRST,
  isApplied,
  type NamespaceLab,
  noNamespaces,
  openNamespaces,
} from "./namespace-lab.ts";

const why = noNamespaces();
const skip = why === undefined ? false : `real links not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

function opened(t: TestContext): { readonly lab: NamespaceLab; readonly first: object } {
  const lab = openNamespaces();
  t.after(() => lab.close());
  return { lab, first: lab.state() };
}

const MOVED = { ...FIRST, addresses: ["10.77.0.9/24", "fd77::9/64"] };

describe("a try on real links", { skip, concurrency: 4 }, () => {
  for (const { what, wanted, says } of [
    {
      what: "a wrong gateway",
      wanted: { ...MOVED, gateway: "10.77.0.254" },
      says: /gateway 10\.77\.0\.254 does not answer/,
    },
    {
      what: "a dead name server",
      wanted: { ...MOVED, dns: ["10.77.0.53"] },
      says: /no name server answers: 10\.77\.0\.53/,
    },
    {
      what: "no address at all",
      wanted: { ...FIRST, addresses: [], gateway: "" },
      says: /no name server answers: 10\.77\.0\.1/,
    },
    {
      what: "a gateway the kernel refuses",
      wanted: { ...MOVED, gateway: "192.0.2.1" },
      says: /netup: exit code 2/,
    },
  ]) {
    test(`${what} goes back by itself, long before the time is over`, async (t) => {
      const { lab, first } = opened(t);
      const { state, message } = await lab.tryOut(wanted, 600).ended;
      assert.equal(state, "paused");
      assert.match(message ?? "", says);
      assert.match(message ?? "", /the host is as before, read back/);
      assert.deepEqual(lab.state(), first);
    });
  }

  for (const address of ["10.77.0.1/24", "fd77::1/64"]) {
    test(`${address}, which another host has, is refused before anything is changed`, async (t) => {
      const { lab, first } = opened(t);
      const addresses = ["10.77.0.9/24", "fd77::9/64", address];
      const { message = "" } = await lab.tryOut({ ...FIRST, addresses }, 600).ended;
      const [, mac] = /nothing was changed: (\S+) on eth0 has (\S+)$/.exec(message) ?? [];
      assert.deepEqual([message, mac], [message, lab.gatewayMac()]);
      assert.deepEqual(lab.state(), first);
    });
  }

  test("a router that answers for every address keeps nobody from taking one", async (t) => {
    const { lab, first } = opened(t);
    lab.answerForAll();
    const { ended } = lab.tryOut(
      { ...MOVED, addresses: ["10.78.0.9/24", ...MOVED.addresses] },
      600,
    );
    await isApplied(lab);
    lab.decide("keep");
    assert.equal((await ended).state, "succeeded");
    assert.notDeepEqual(lab.state(), first);
  });

  test("what works and is not confirmed goes back when its time is over", async (t) => {
    const { lab, first } = opened(t);
    const { message } = await lab.tryOut(MOVED, 3).ended;
    assert.match(message ?? "", /not confirmed in time; the host is as before, read back/);
    assert.deepEqual(lab.state(), first);
  });

  test("what works and is confirmed stays", async (t) => {
    const { lab, first } = opened(t);
    const { ended } = lab.tryOut(MOVED, 600);
    await isApplied(lab);
    lab.decide("keep");
    assert.equal((await ended).state, "succeeded");
    assert.notDeepEqual(lab.state(), first);
    assert.match(JSON.stringify(lab.state()), /10\.77\.0\.9\/24/);
  });

  test("with the agent killed in mid-try it goes back all the same", async (t) => {
    const { lab, first } = opened(t);
    const { child, ended } = lab.tryOut(MOVED, 600);
    await isApplied(lab);
    assert.notDeepEqual(lab.state(), first);
    child.kill("SIGKILL");
    assert.deepEqual(await ended, {});
    lab.endTime();
    assert.match(await lab.outcome(), /why=not confirmed in time\nfiles=equal\nkernel=equal/);
    assert.deepEqual(lab.state(), first);
  });
});
