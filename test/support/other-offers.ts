import assert from "node:assert/strict";
import { OFFERS } from "./session.ts";

const [K3S] = OFFERS.distributions;
assert.ok(K3S);

/** Beside the first distribution one that has other networks and keeps its state in one way alone. */
export const OTHER_OFFERS: typeof OFFERS = {
  distributions: [
    K3S,
    { ...K3S, id: "other", title: "Other", cnis: ["canal", "calico"], datastores: ["own"] },
  ],
  found: [...OFFERS.found, { distribution: "other", version: "1.36.1", directory: "/opt/other" }],
};
