import { DISTRIBUTIONS } from "../../src/distributions/index.ts";
import { driverContract } from "../contract/driver.ts";

for (const entry of DISTRIBUTIONS) driverContract(entry);
