// The three methods against the reference plane over real TLS with a private authority, by every way.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { HttpIO, HttpRequest } from "../../src/engine/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { METHODS } from "../../src/registration/index.ts";
import { eventually } from "../support/eventually.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import { isThere, LOGIN, squid, tinyproxy } from "../support/real-proxies.ts";
import { openBench, TOKEN } from "./bench.ts";

const AUTHORITY = makeCertificate({ name: "Plane Authority" });
const PLANE = makeCertificate({ name: "localhost", by: AUTHORITY });
const SQUID = "/usr/lib/squid/security_file_certgen";

interface Way {
  readonly name: string;
  /** Why it cannot be tried here. */
  missing(): string | undefined;
  /** How requests leave the host, when the plane listens at this port. */
  leave(t: TestContext, port: number): Promise<Partial<HttpRequest>>;
}

const WAYS: readonly Way[] = [
  {
    name: "directly",
    missing: () => undefined,
    leave: async () => ({ tls: { ca: AUTHORITY.cert } }),
  },
  {
    name: "through tinyproxy with a login",
    missing: () => (isThere("tinyproxy") ? undefined : "tinyproxy is not installed"),
    async leave(t, port) {
      const url = await tinyproxy(t, port);
      return { proxy: { url, ...LOGIN }, tls: { ca: AUTHORITY.cert } };
    },
  },
  {
    name: "through squid that looks into TLS",
    missing() {
      if (process.geteuid?.() !== 0) return "squid needs root";
      return isThere(SQUID) ? undefined : "squid-openssl is not installed";
    },
    async leave(t) {
      const { url, ca } = await squid(t, AUTHORITY.cert);
      return { proxy: { url }, tls: { ca } };
    },
  },
];

function leaving(way: Partial<HttpRequest>): HttpIO {
  const { http } = createMachineHost();
  return {
    ...http,
    get: (request) => http.get({ ...request, ...way }),
    send: (request) => http.send({ ...request, ...way }),
  };
}

for (const way of WAYS) {
  for (const { id: method } of METHODS) {
    test(`${way.name}, by ${method}: taken on, reports, told what to be, and let go`, async (t) => {
      const missing = way.missing();
      if (missing !== undefined) return t.skip(`NOT TESTED HERE: ${missing}`);
      const bench = await openBench(t, {
        plane: {
          tls: { cert: PLANE.cert, key: PLANE.key },
          publicUrl: (port) => `https://localhost:${port}`,
        },
      });
      const { port } = new URL(bench.plane.url);
      await bench.restart({ http: leaving(await way.leave(t, Number(port))) });
      const plane = `https://localhost:${port}`;
      await bench
        .registration()
        .start({ method, plane, ...(method === "token" && { token: TOKEN }) });
      if (method !== "token") {
        const { approval, fingerprint } = await bench.untilState("pending");
        const [request] = bench.plane.pending();
        assert.equal(request?.fingerprint, fingerprint, "the same on both sides");
        assert.equal((await bench.plane.approve(approval?.userCode ?? "")).is, "approved");
      }
      const { hostUid = "" } = await bench.untilState("active");
      await bench.plane.assign(hostUid, { host: { hostname: "rack12" } });
      await eventually("the desired state is in force", () => bench.desired.length === 1);
      await bench.until("the next report is due", ({ nextTryMs }) => nextTryMs !== undefined);
      bench.clock.advance(66_000);
      await eventually("a second report", () => {
        return bench.events.filter(({ is }) => is === "heartbeat-received").length === 2;
      });
      await bench.plane.expel(hostUid, "deleted");
      await bench.until("the next report is due", ({ nextTryMs }) => nextTryMs !== undefined);
      bench.clock.advance(66_000);
      const view = await bench.until("told so", ({ problem }) => problem !== undefined);
      assert.deepEqual([view.problem?.code, view.desired], ["HOST_DELETED", { revision: 1 }]);
    });
  }
}

test("without a network the name of the plane is not found, and that is said", (t) => {
  if (process.geteuid?.() !== 0) return t.skip("NOT TESTED HERE: a namespace needs root");
  const child = join(import.meta.dirname, "children/without-network.ts");
  const argv = ["--net", process.execPath, "--import=tsx", child];
  const said = execFileSync("unshare", argv, { encoding: "utf8", timeout: 60_000 });
  const { says, ...told } = JSON.parse(said);
  assert.deepEqual(told, { state: "offline", code: "PLANE_NAME_UNKNOWN" });
  assert.match(says, /^The name of the plane, plane\.example, was not found: /);
});
