import { DISTRIBUTIONS, OBSERVED } from "../../src/distributions/index.ts";
import { driverContract, observerContract } from "../contract/driver.ts";
import { replayContract } from "../contract/replays.ts";

for (const entry of OBSERVED) observerContract(entry);
for (const entry of DISTRIBUTIONS) driverContract(entry);
for (const entry of DISTRIBUTIONS) replayContract(entry);
