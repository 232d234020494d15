import fc from "fast-check";

// A tree is judged the same each time it is tested; SEED=random looks further, SEED=N looks there again.
const { SEED = "20251121" } = process.env;
if (SEED !== "random") fc.configureGlobal({ seed: Number(SEED) });
