import assert from "node:assert/strict";
import { test } from "node:test";
import { storeReason } from "../../screens/store-rows.ts";
import { known } from "../../src/engine/index.ts";
import { createCliBench } from "../support/cli-world.ts";
import { createFakeHub } from "../support/fake-hub.ts";
import { etcdLook, memberLook, reportsOf, SILENT } from "../support/stores.ts";

const NOTE = "the API server is started with etcd, k8sd says k8s-dqlite";
const reportOf = (more: object, notes?: readonly string[]) => {
  const members = ["a", "b", "c"].map((name) => memberLook(name, name === "c" ? more : {}));
  const [report] = reportsOf([etcdLook(members, notes === undefined ? {} : { notes })], Date.now());
  assert.ok(report);
  return report;
};

test("what is odd about a store is said by status, also where its quorum is well", async () => {
  const hub = createFakeHub({ stores: { own: known([reportOf({}, [NOTE])]) } });
  const { stdout } = await createCliBench({ hub }).run("status");
  assert.match(stdout, /^Quorum +OK: /m);
  assert.match(stdout.replace(/\n +/g, " "), new RegExp(`^Note +${NOTE}$`, "m"));
});

test("the page says the numbers of a verdict that is not good, and what is odd in any case", () => {
  assert.equal(storeReason(reportOf({})), undefined);
  assert.equal(storeReason(reportOf({}, [NOTE])), NOTE);
  const atRisk = "2 of 3 voters answer, 2 needed";
  assert.equal(storeReason(reportOf(SILENT)), atRisk);
  assert.equal(storeReason(reportOf(SILENT, [NOTE])), `${atRisk}; ${NOTE}`);
});
