import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  type JoinPaper,
  joinChanges,
  joinWords,
  readJoinPaper,
  sharedSettings,
  writeJoinPaper,
} from "../../src/cluster/index.ts";
import { emptyDocument, parseDocument, renderDocument, setIn } from "../../src/spec/index.ts";
import { CLUSTER } from "../support/k3s-bench.ts";

const TOKEN = "K10never-shown::server:0123456789abcdef";
const PAPER: JoinPaper = {
  cluster: { ...sharedSettings({ ...CLUSTER, vip: "10.10.216.100", peers: ["10.10.216.81"] }) },
  role: "control-plane",
  material: { server: "10.10.216.81", token: TOKEN, pin: `sha256:${"0f".repeat(32)}` },
};

test("what a member writes is read as it was meant, however a terminal breaks its line", () => {
  const text = writeJoinPaper(PAPER);
  const wrapped = text.replace(/(.{40})/g, "$1\r\n  ");
  assert.deepEqual(readJoinPaper(`\n${wrapped}\n`), { is: "paper", paper: PAPER });
  assert.deepEqual(readJoinPaper("K10abc::server:def"), { is: "foreign" });
});

test("a whole copy counts, whatever was pasted before it or came along behind it", () => {
  const text = writeJoinPaper(PAPER);
  for (const given of [
    `${text.slice(0, 90)}${text}`,
    `$ ${text}\nroot@edge1:~# `,
    `${text}${text}`,
  ])
    assert.deepEqual(readJoinPaper(given), { is: "paper", paper: PAPER }, given);
});

test("a line says what it lets this host into, until when, and when it was over", () => {
  const endsMs = Date.UTC(2026, 10, 22, 12, 30);
  const ending = { ...PAPER, material: { ...PAPER.material, endsMs } };
  const says = (paper: JoinPaper, nowMs: number) =>
    joinWords(readJoinPaper(writeJoinPaper(paper)), nowMs);
  assert.deepEqual(says(ending, endsMs - 1), {
    isUsable: true,
    text:
      `cluster ${CLUSTER.name}, k3s ${CLUSTER.version}, this host as control-plane, ` +
      "through 10.10.216.81, until 2026-11-22 12:30 UTC",
  });
  const over = says(ending, endsMs + 60_000);
  assert.equal(over.isUsable, false);
  assert.match(over.text, /until 2026-11-22 12:30 UTC, .* it is 2026-11-22 12:31 UTC: make a new/);
  assert.ok(!over.text.includes(TOKEN));
  assert.equal(says(PAPER, endsMs).isUsable, true, "it has no end");
});

test("a copy that lost or changed anything is told, and nothing of it is used", () => {
  const text = writeJoinPaper(PAPER);
  fc.assert(
    fc.property(fc.nat(text.length - 1), fc.constantFrom("", "A", "z", "."), (at, other) => {
      const broken = text.slice(0, at) + other + text.slice(at + 1);
      fc.pre(broken !== text);
      assert.notEqual(readJoinPaper(broken).is, "paper", broken);
    }),
  );
  assert.deepEqual(readJoinPaper(text.replace("join-1", "join-2")), {
    is: "broken",
    why: "it is of another version of this tool (bringup-join-2)",
  });
});

test("the document of who joins is valid, has what all share, and names the secrets only", () => {
  const { changes, secrets } = joinChanges(PAPER);
  const artefacts = { path: "spec.cluster.artefacts", value: "/opt/artefacts" };
  const text = setIn(renderDocument(emptyDocument()), [...changes, artefacts]);
  const parsed = parseDocument(text);
  assert.equal(parsed.is, "valid", JSON.stringify(parsed));
  assert.ok(!text.includes(TOKEN));
  assert.deepEqual(secrets, { "join-token": TOKEN });
  assert.deepEqual(parsed.is === "valid" && parsed.host.spec.cluster, {
    ...{ name: "rack12", distribution: "k3s", version: CLUSTER.version, cni: "flannel" },
    ...{ vip: "10.10.216.100", peers: ["10.10.216.81"], role: "control-plane" },
    artefacts: "/opt/artefacts",
    join: {
      server: "10.10.216.81",
      token: { secret: "join-token" },
      pin: `sha256:${"0f".repeat(32)}`,
    },
  });
});
