import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lane } from "./lane.ts";
import {
  BOND_AND_VLAN,
  LEASED,
  TAKEN_ADDRESS,
  WRONG_FAMILY,
  WRONG_VLAN,
} from "./netplan-documents.ts";
import {
  apply,
  beginTry,
  endsIn,
  farEndAnswers,
  isSeen,
  killAgent,
  outcome,
  planAgain,
  stateBecomes,
  stateOf,
} from "./netplan-trials.ts";

export function netplanCases({ skip, installed }: Lane): void {
  test("an address that moves to a VLAN on a bond is kept with the agent dead, and there after a reboot", {
    skip,
  }, async () => {
    const guest = await installed();
    await beginTry(guest, BOND_AND_VLAN);
    await farEndAnswers(guest);
    await killAgent(guest);
    const kept = await guest.bringup("network", "keep");
    assert.equal(kept.code, 0, kept.stderr);
    assert.match(kept.stdout, /^The change of .*, bond0, bond0\.100 is kept\.\n$/);
    assert.match(await outcome(guest), /^is=kept\n/);
    const before = await stateOf(guest);
    await guest.reboot();
    await stateBecomes(guest, before);
    await farEndAnswers(guest);
    assert.match((await planAgain(guest)).stdout, /Nothing to do/);

    // The document no longer asks for the bond: that it is gone is no reason to go back.
    await beginTry(guest, LEASED);
    await isSeen(guest, "bond0 is not there, as asked");
    const keptToo = await guest.bringup("network", "keep");
    assert.equal(keptToo.code, 0, keptToo.stderr);
    assert.match(await outcome(guest), /^is=kept\n/);
    assert.match(await guest.sh("ip -o -4 addr show dev eth0"), / 10\.99\.0\.1\d\d\/24 /);
    assert.doesNotMatch(await guest.sh("ip -o link"), /bond/);
  });

  test("with everything of ours killed the former settings come back when their time is over", {
    skip,
  }, async () => {
    const guest = await installed();
    const before = await stateOf(guest);
    await beginTry(guest, BOND_AND_VLAN);
    await killAgent(guest);
    await endsIn(guest, 3);
    const back = "is=reverted\nwhy=not confirmed in time\nfiles=equal\nkernel=equal";
    assert.equal(await outcome(guest), back);
    assert.equal(await stateOf(guest), before);
  });

  test("with the power cut in mid-try the host comes up as it was before", { skip }, async () => {
    const guest = await installed();
    const before = await stateOf(guest);
    await beginTry(guest, BOND_AND_VLAN);
    assert.notEqual(await stateOf(guest), before);
    await guest.reset();
    await stateBecomes(guest, before);
    assert.match(await outcome(guest), /why=the host restarted .*\nfiles=equal\nkernel=equal$/);
  });

  for (const { what, document, says } of [
    {
      what: "a VLAN that nobody else is in",
      document: WRONG_VLAN,
      says: /10\.99\.0\.1 does not answer|no name server answers/,
    },
    {
      what: "addresses of a family in which no name server is reached",
      document: WRONG_FAMILY,
      says: /no name server answers/,
    },
  ]) {
    test(`${what}: back by itself, files, kernel and resolver as before`, { skip }, async () => {
      const guest = await installed();
      const before = await stateOf(guest);
      const { code, stdout, stderr } = await apply(guest, document);
      assert.notEqual(code, 0);
      // What does not work is the reason, not a program that failed.
      assert.match(stdout + stderr, says);
      assert.match(stdout + stderr, /the host is as before, read back/);
      assert.equal(await stateOf(guest), before);
    });
  }

  test("an address that another host has is not even tried", { skip }, async () => {
    const guest = await installed();
    const before = await stateOf(guest);
    const { code, stdout, stderr } = await apply(guest, TAKEN_ADDRESS);
    assert.notEqual(code, 0);
    assert.match(stdout + stderr, /52:54:00:99:00:03 on eth0 has 10\.99\.0\.1/);
    assert.equal(await stateOf(guest), before);
  });
}
