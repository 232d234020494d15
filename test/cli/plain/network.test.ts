import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDocument } from "../../../src/spec/index.ts";
import { createCliBench } from "../../support/cli-world.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { LINKS, LINKS_AND_DOCUMENT } from "../../support/links.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { plannedStep, planOf } from "../../support/plans.ts";
import { freshSnapshot } from "../../support/session.ts";

const TRIED = plannedStep({ kind: "network.try", title: "eth0 becomes 10.0.0.9/24" });

test("in plain mode a change of a network that is not here is planned without proof", async () => {
  const plans = [
    planOf({ steps: [TRIED] }),
    planOf({ steps: [plannedStep()], hash: "b".repeat(64) }),
  ];
  const hub = createFakeHub(freshSnapshot(LINKS_AND_DOCUMENT));
  hub.answerWith(({ do: what }) => {
    const plan = plans[what === "plan" ? 0 : 1];
    if (!what.startsWith("plan") || plan === undefined) return { is: "ok" };
    return { is: "planned", plan: { plan, documentText: "" } };
  });
  const stdin = "network\nremove eth0.7\nelsewhere\nno\nback\nexit\n";
  const { stdout } = await createCliBench({ hub, stdin }).run("--plain");
  assert.match(stdout, /Is this network not here\? Type elsewhere to plan it without proof\./);
  assert.deepEqual(
    hub.handled.filter(({ do: what }) => what.startsWith("plan-")),
    [{ do: "plan-without-proof", hash: planOf().hash }],
  );
  assert.match(stdout, /Set the host name(.|\n)*Type yes to apply this plan, or diff/);
});

async function converse(...answers: readonly string[]) {
  const hub = createFakeHub(freshSnapshot(LINKS_AND_DOCUMENT));
  let looks = 0;
  hub.answerWith((command) => {
    if (command.do === "plan") return { is: "invalid", issues: [] };
    // Somebody plugs the cable of eth1 in between the two looks.
    if (command.do === "look-at-links" && ++looks === 2) {
      const value = LINKS.map((link) => (link.name === "eth1" ? { ...link, carrier: true } : link));
      hub.set("links", { is: "known", value });
    }
    return { is: "ok" };
  });
  const { stdout } = await conversePlainly(hub, answers);
  const asked = hub.handled.filter(({ do: what }) => what !== "run-checks");
  return { stdout: stdout.replaceAll(/\n +/g, " "), asked };
}

test("in plain mode ports are listed with what they have, what is asked, and who keeps them", async () => {
  const { stdout } = await converse("network", "back", "exit");
  assert.match(stdout, /1 eth0: 1 Gb\/s\. DHCP 10\.10\.216\.81\/24, gateway 10\.10\.216\.1\./);
  assert.match(
    stdout,
    /eth0\.7: .*Asked for: VLAN 7 on eth0, static 10\.7\.0\.9\/24, IPv6 automatic\. The host has it not\./,
  );
  assert.match(stdout, /eth1: no cable\. .*Configured by systemd-networkd/);
});

test("in plain mode the port is found by moving its cable", async () => {
  const { stdout, asked } = await converse("network", "find", "", "back", "exit");
  assert.match(stdout, /The cable is in eth1: it changed\./);
  assert.deepEqual(asked, [{ do: "look-at-links" }, { do: "look-at-links" }]);
});

test("in plain mode an interface is taken out of the document by its name", async () => {
  const { stdout, asked } = await converse(
    "network",
    "remove nobody",
    "remove eth0.7",
    "back",
    "exit",
  );
  assert.match(stdout, /The document does not name nobody\./);
  const [plan] = asked;
  assert.ok(plan?.do === "plan");
  const parsed = parseDocument(plan.documentText);
  assert.ok(parsed.is === "valid");
  assert.deepEqual(parsed.host.spec.network?.interfaces, [
    { name: "eth0", ipv4: { method: "dhcp" } },
  ]);
});
