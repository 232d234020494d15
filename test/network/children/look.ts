/** Prints what `observeNetwork` sees in the network namespace this program was started in. */
import { createMachineHost } from "../../../src/host/index.ts";
import { observeNetwork } from "../../../src/network/observe-network.ts";

const seen = await observeNetwork(createMachineHost(), AbortSignal.timeout(20_000));
process.stdout.write(`${JSON.stringify(seen)}\n`);
