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

const PIN = `sha256:${"3a".repeat(32)}`;
const TOKEN = "t0cqf6.04f1qaz8us7atdh5";
const PLANNED = {
  ...OFFERS,
  found: [{ distribution: "kubeadm", version: "1.35.3", directory: "/opt/kubeadm" }],
};

test("in plain mode a line of kubeadm is taken in the pieces it came in, and what it does not say is asked", async () => {
  const hub = createFakeHub(freshSnapshot({ offers: PLANNED }));
  hub.answerWith(() => ({ is: "ok" }));
  const pieces = [
    `kubeadm join 10.10.216.81:6443 --token ${TOKEN} \\`,
    `--discovery-token-ca-cert-hash ${PIN.slice(0, 40)}`,
    PIN.slice(40),
  ];
  const { stdout } = await conversePlainly(hub, ["join", ...pieces, "rack12", "", "", "exit"]);
  assert.match(
    stdout,
    /kubeadm \(PXK-E\), this host as worker,\s+through\s+10\.10\.216\.81:6443, with its pin/,
  );
  assert.ok(!stdout.includes(TOKEN));
  const planned = hub.handled.find((command) => command.do === "plan");
  assert.ok(planned?.do === "plan");
  assert.deepEqual(planned.secrets, { "join-token": TOKEN });
  assert.ok(planned.documentText.includes(PIN) && planned.documentText.includes("rack12"));
});

test("in plain mode a line without a pin is not planned before there is one", async () => {
  const hub = createFakeHub(freshSnapshot({ offers: PLANNED }));
  const line = `kubeadm join 10.10.216.81:6443 --token ${TOKEN}`;
  const { stdout } = await conversePlainly(hub, ["join", line, "", "rack12", "", "exit"]);
  assert.match(stdout, /no pin in it/);
  assert.match(stdout, /anybody could answer in place of the cluster\./);
  assert.match(stdout, /Not planned: Pin of the authority is missing\./);
  assert.ok(!hub.handled.some((command) => command.do === "plan"));
});
