import assert from "node:assert/strict";
import { test } from "node:test";
import { writeJoinPaper } from "../../../src/cluster/index.ts";
import { createFakeHub } from "../../support/fake-hub.ts";
import { conversePlainly } from "../../support/plain-conversation.ts";
import { freshSnapshot, OFFERS } from "../../support/session.ts";
import { memberOfThree } from "../../support/upkeep-pictures.ts";

const LINE = writeJoinPaper({
  cluster: { name: "edge", distribution: "k3s", version: "1.35.3+k3s1" },
  role: "worker",
  material: { server: "10.10.216.81", token: "K10deep-secret::server:abc" },
});

test("in plain mode a line is taken from a stick, said for whom it is, and planned; it is never printed", async () => {
  const hub = createFakeHub(freshSnapshot({ offers: OFFERS }));
  const from = "stick:SITE/bringup-join-edge4.txt";
  hub.answerWith(({ do: what }) =>
    what === "look-for-join"
      ? { is: "join-papers", papers: [{ from, text: LINE }], problems: ["OLD is empty"] }
      : { is: "ok" },
  );
  const answers = ["join", "sticks", from, "", "exit"];
  const { stdout } = await conversePlainly(hub, answers);
  assert.match(stdout, /OLD is empty\./);
  assert.match(stdout, /This line is for cluster edge, k3s 1\.35\.3\+k3s1, this host as worker/);
  assert.doesNotMatch(stdout, /eyJ|deep-secret/);
  const [, planned] = hub.handled.filter(({ do: what }) => what !== "refresh");
  assert.equal(
    planned?.do === "plan" && planned.secrets?.["join-token"],
    "K10deep-secret::server:abc",
  );
});

test("in plain mode a line is put onto a stick, and what cannot be done now says why", async () => {
  const { cluster, ...own } = memberOfThree();
  assert.ok(cluster?.nodes.is === "known");
  const nodes = cluster.nodes.value.filter(({ isThisHost }) => isThisHost);
  const hub = createFakeHub({
    ...own,
    cluster: { ...cluster, nodes: { is: "known", value: nodes } },
  });
  hub.answerWith(({ do: what }) =>
    what === "mint-join"
      ? { is: "join-written", name: "bringup-join-edge4.txt", on: "SITE" }
      : { is: "snapshots", snapshots: [] },
  );
  const answers = ["upkeep", "let-in", "edge4", "worker", "on a USB stick", "exit"];
  const { stdout } = await conversePlainly(hub, answers);
  assert.match(stdout, /Not now: Remove another node\. There is no other node in this cluster\./);
  assert.match(stdout, /Not now: Bring a saved state back\. Nothing was saved on this host yet\./);
  assert.match(stdout, /The line is in bringup-join-edge4\.txt on SITE/);
  assert.deepEqual(hub.handled.at(-1), {
    ...{ do: "mint-join", role: "worker", node: "edge4", to: "sticks" },
  });
});
