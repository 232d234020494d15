import { DISTRIBUTIONS, OBSERVED } from "../../src/distributions/index.ts";
import { driverContract, observerContract } from "../contract/driver.ts";

for (const entry of OBSERVED) observerContract(entry);
for (const entry of DISTRIBUTIONS) driverContract(entry);
