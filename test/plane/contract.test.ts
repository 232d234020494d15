import assert from "node:assert/strict";
import { test } from "node:test";
import {
  desiredClaims,
  type EventsRequest,
  eventsAnswer,
  eventsRequest,
  type InventoryRequest,
  inventoryRequest,
} from "../../src/plane/contract.ts";

const EVENT: EventsRequest["events"][number] = {
  id: "01JD3V9ZK8Q4W5X6Y7Z8A9BCDE",
  at: "2026-01-01T00:00:00.000Z",
  type: "drift.repaired",
  severity: "warn",
  data: { unit: "chrony.service" },
};
const INVENTORY: InventoryRequest = { digest: "d".repeat(43), device: { archType: "amd64" } };

test("fields of a later contract are dropped, not refused", () => {
  const later = { ...EVENT, mood: "fine" };
  assert.deepEqual(eventsRequest.parse({ events: [later], hint: 1 }), { events: [EVENT] });
  assert.deepEqual(inventoryRequest.parse({ ...INVENTORY, extra: true }), INVENTORY);
  assert.deepEqual(eventsAnswer.parse({ acceptedThrough: EVENT.id, more: 1 }), {
    acceptedThrough: EVENT.id,
  });
});

test("events come 1 to 200 at a time, each with an id of its own making", () => {
  const many = (count: number) => ({ events: Array.from({ length: count }, () => EVENT) });
  assert.deepEqual(
    [0, 1, 200, 201].map((count) => eventsRequest.safeParse(many(count)).success),
    [false, true, true, false],
  );
  for (const id of ["", "01jd3v9zk8q4w5x6y7z8a9bcde", "1"]) {
    assert.equal(eventsRequest.safeParse({ events: [{ ...EVENT, id }] }).success, false, id);
  }
});

test("a desired state may lock fields, and one that locks none is as before", () => {
  const plain = { revision: 1, issuedAt: EVENT.at, hostUid: "h", spec: {} };
  assert.deepEqual(desiredClaims.parse(plain), plain);
  const locked = { ...plain, locks: ["spec.time", "spec.network.interfaces"] };
  assert.deepEqual(desiredClaims.parse(locked), locked);
  assert.equal(desiredClaims.safeParse({ ...plain, locks: [""] }).success, false);
});
