// Runs inside the namespace of the host: one request per line in, one report per line out.
import { createInterface } from "node:readline";
import { createMachineHost } from "../../../src/host/index.ts";
import { climb, type Destination } from "../../../src/reach/index.ts";

export interface ClimbRequest {
  readonly destinations: readonly Destination[];
  readonly trust?: string;
}

const host = createMachineHost();
process.stdout.write("ready\n");
for await (const line of createInterface({ input: process.stdin })) {
  const asked: ClimbRequest = JSON.parse(line);
  const report = await climb(host, { ...asked, signal: AbortSignal.timeout(60_000) });
  process.stdout.write(`${JSON.stringify(report)}\n`);
}
process.exit();
