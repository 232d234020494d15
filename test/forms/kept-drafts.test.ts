import assert from "node:assert/strict";
import { test } from "node:test";
import { draftsMoved, keptWords } from "../../src/forms/index.ts";
import { OTHER_OFFERS } from "../support/other-offers.ts";

type Drafts = Readonly<Record<string, string>>;
const at = (name: string) => `spec.cluster.${name}`;

/** The drafts after another distribution was chosen. */
function moved(drafts: Drafts, from: string, to: string): Drafts {
  const after = new Map(Object.entries(drafts));
  for (const { name, text } of draftsMoved(OTHER_OFFERS, drafts, { from, to }))
    if (text === undefined) after.delete(name);
    else after.set(name, text);
  return Object.fromEntries(after);
}

const TYPED = {
  ...{ [at("name")]: "edge", [at("cni")]: "flannel", [at("version")]: "1.35.3+k3s1" },
  [at("native.datastore")]: "etcd",
};

test("what another distribution does not have is let go, said, and back with the former", () => {
  const away = moved(TYPED, "k3s", "other");
  assert.deepEqual(
    [away[at("name")], away[at("cni")], away[at("version")]],
    ["edge", undefined, undefined],
  );
  assert.deepEqual(keptWords(OTHER_OFFERS, away, "other"), [
    "Let go, and kept for K3s: version 1.35.3+k3s1, pod network flannel, datastore etcd",
  ]);
  const back = moved({ ...away, [at("cni")]: "canal" }, "other", "k3s");
  assert.deepEqual(keptWords(OTHER_OFFERS, back, "k3s"), [
    "Let go, and kept for Other: pod network canal",
  ]);
  assert.partialDeepStrictEqual(back, TYPED);
  assert.equal(moved(back, "k3s", "other")[at("cni")], "canal");
});

test("what both have stays, what was typed meanwhile is not overwritten, and no change moves nothing", () => {
  const both = { [at("cni")]: "calico", [at("version")]: "1.30.0" };
  assert.deepEqual(moved(both, "k3s", "other"), both);
  assert.deepEqual(draftsMoved(OTHER_OFFERS, TYPED, { from: "k3s", to: "k3s" }), []);
  assert.deepEqual(draftsMoved(undefined, TYPED, { from: "k3s", to: "other" }), []);
  const away = { ...moved(TYPED, "k3s", "other"), [at("version")]: "1.30.0" };
  assert.equal(moved(away, "other", "k3s")[at("version")], "1.30.0");
});
