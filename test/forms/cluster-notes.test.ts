import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterForm } from "../../src/cluster/index.ts";
import { choiceNote, clusterFields, DISTRIBUTION, type FormRow } from "../../src/forms/index.ts";
import type { ClusterOffers } from "../../src/session/index.ts";

async function offersHere(): Promise<ClusterOffers> {
  const { distributions } = await clusterForm();
  return {
    distributions: distributions.map((one) => ({ ...one, ...one.capabilities })),
    found: [],
  };
}

/** The row of a field with this value typed into it. */
function rowAt(offers: ClusterOffers, chosen: string, path: string, editable: string): FormRow {
  const field = clusterFields(offers, chosen).find((one) => one.path === path);
  assert.ok(field, `${chosen} has no field ${path}`);
  const origin = "draft" as const;
  return { field, editable, shown: editable, origin, holds: null, seen: null, isLost: false };
}

test("what a choice costs later is said at a field of the form, and not where it is another value", async () => {
  const offers = await offersHere();
  let said = 0;
  for (const { id, notes = [] } of offers.distributions)
    for (const { path, values, note } of notes) {
      for (const value of values)
        assert.equal(choiceNote(offers, rowAt(offers, id, path, value), id), note);
      assert.equal(choiceNote(offers, rowAt(offers, id, path, "another"), id), "");
      said += 1;
    }
  assert.ok(said >= 2, "a founder is told who can join later");
});

test("what its makers say of a distribution is said where it is chosen", async () => {
  const offers = await offersHere();
  const said = offers.distributions.map(({ id }) =>
    choiceNote(offers, rowAt(offers, id, DISTRIBUTION, id), id),
  );
  assert.ok(said.some((text) => text.startsWith("tech preview")));
  assert.ok(said.includes(""), "not of all of them");
});
