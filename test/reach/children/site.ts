// Runs inside the namespace of the far side: a small site with web, names and time.
import http from "node:http";
import https from "node:https";
import type { createServer } from "node:net";
import { startNameServer } from "../../support/name-server.ts";
import { startTimeServer } from "../../support/time-server.ts";

/** What the far side offers, as JSON in argv. */
export interface SitePlan {
  readonly servers: readonly string[];
  readonly gateways: readonly string[];
  readonly cert: string;
  readonly key: string;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

const plan: SitePlan = JSON.parse(process.argv[2] ?? "{}");
const forever = { after: () => undefined };
const hello: http.RequestListener = (_, response) => response.end("hello");

for (const host of plan.servers) {
  await listen(http.createServer(hello), 80, host);
  await listen(https.createServer({ cert: plan.cert, key: plan.key }, hello), 443, host);
  await startTimeServer(forever, { host, port: 123 });
}
for (const host of plan.gateways) {
  const { names } = plan;
  const fails = { "broken.lab.test": "SERVFAIL" } as const;
  await startNameServer(forever, { host, port: 53, names, fails, silent: ["lost.lab.test"] });
}
process.stdout.write("ready\n");
// The test holds the other end: when it is gone, so is the site.
process.stdin.on("end", () => process.exit()).resume();

function listen(server: ReturnType<typeof createServer>, port: number, host: string) {
  return new Promise<void>((resolve) => server.listen(port, host, resolve));
}
