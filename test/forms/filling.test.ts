import assert from "node:assert/strict";
import { test } from "node:test";
import { clusterFields, fillingOf, formRows } from "../../src/forms/index.ts";
import { freshSnapshot, OFFERS } from "../support/session.ts";

const [OFFERED] = OFFERS.distributions;
assert.ok(OFFERED);
const OTHER = { ...OFFERED, id: "other", title: "Other", cnis: ["canal"] };
const PLACE = { distribution: "other", version: "1.36.1", directory: "/opt/other" };
const BOTH = { distributions: [OFFERED, OTHER], found: [...OFFERS.found, PLACE] };

/** What one key would fill in over these drafts, by the last word of its path. */
function filled(drafts: Readonly<Record<string, string>>) {
  const named = Object.entries(drafts).map(([name, text]) => [`spec.cluster.${name}`, text]);
  const rows = formRows(clusterFields(BOTH, drafts.distribution ?? ""), {
    ...{ document: freshSnapshot().document, settings: [], secrets: {}, issues: [] },
    drafts: Object.fromEntries(named),
  });
  const values = fillingOf(BOTH, rows)?.values ?? [];
  return Object.fromEntries(values.map(({ field, text }) => [field.path.split(".").at(-1), text]));
}

const FIRST = {
  ...{ distribution: "k3s", version: "1.35.3+k3s1", cni: "flannel" },
  artefacts: "/opt/bringup/artefacts",
};

test("another distribution is filled in over what came with the first, never over what was typed", () => {
  assert.deepEqual(filled({}), FIRST);
  assert.deepEqual(filled(FIRST), {});
  const changed = { ...FIRST, distribution: "other" };
  const own = { version: "1.36.1", artefacts: "/opt/other", cni: "canal" };
  assert.deepEqual(filled(changed), own);
  const typed = { ...changed, version: "1.36.0", artefacts: "/srv/mine" };
  assert.deepEqual(filled(typed), { cni: "canal" });
});
