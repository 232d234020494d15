import assert from "node:assert/strict";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { TLSSocket } from "node:tls";
import { type ApiWorld, answer } from "../../src/distributions/stand-in/api.ts";
import { createNodeLog } from "../../src/distributions/stand-in/node-log.ts";
import { openObjectStore } from "../../src/distributions/stand-in/objects.ts";
import { ABSENT, type HostIO, type RunContext } from "../../src/engine/index.ts";
import { createMachineHost, createMemoryHost } from "../../src/host/index.ts";
import { kubeGet, parseKubeconfig } from "../../src/kube/index.ts";
import {
  observeLayers,
  observeRecords,
  PROFILE_HANDLERS,
  planProfile,
  readProfile,
} from "../../src/profile/index.ts";
import { makeCertificate } from "../support/make-certificate.ts";
import { profileFiles } from "./folder.ts";

const FOLDER = "/opt/profiles/site";
const KUBECONFIG = "/etc/rancher/k3s/k3s.yaml";
const TILL = "s3cret till key";
const signal = new AbortController().signal;
const secrets = { read: async () => TILL, matches: () => true };

/** The stand-in's API behind TLS on loopback; everything is there at once. */
async function startApi(t: TestContext) {
  const authority = makeCertificate({ name: "authority of the cluster" });
  const own = makeCertificate({ name: "127.0.0.1", by: authority });
  const admin = makeCertificate({ name: "admin", by: authority });
  const world: ApiWorld = {
    ...{ nowMs: 0, pace: 0, phase: { api: true, registered: true }, neverReady: false },
    ...{ version: "1.35.3", store: openObjectStore(undefined), save: () => undefined },
    node: { name: "edge", ip: "127.0.0.1", labels: {}, hasOwnNetwork: true, pods: [] },
    nodes: createNodeLog(0, () => []),
  };
  const tls = { cert: own.cert, key: own.key, ca: authority.cert };
  const server: Server = createServer(
    { ...tls, requestCert: true, rejectUnauthorized: false },
    async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { status, type, body } = answer(world, {
        method: request.method ?? "GET",
        url: request.url ?? "/",
        isAdmin: (request.socket as TLSSocket).authorized,
        body: Buffer.concat(chunks).toString(),
        type: request.headers["content-type"] ?? "",
      });
      response.writeHead(status, { "content-type": type }).end(body);
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const base64 = (pem: string) => Buffer.from(pem).toString("base64");
  const kubeconfig = JSON.stringify({
    clusters: [
      {
        cluster: {
          server: `https://127.0.0.1:${port}`,
          "certificate-authority-data": base64(authority.cert),
        },
      },
    ],
    users: [
      {
        user: {
          "client-certificate-data": base64(admin.cert),
          "client-key-data": base64(admin.key),
        },
      },
    ],
  });
  return { world, kubeconfig };
}

test("over TLS the layers are applied, ready, and as applied; the secret is in its Secret alone", async (t) => {
  const { world, kubeconfig } = await startApi(t);
  const files = createMemoryHost({ files: { ...profileFiles(FOLDER), [KUBECONFIG]: kubeconfig } });
  const host: HostIO = { ...createMachineHost(), files: files.files };
  const told: string[] = [];
  const context: RunContext = {
    ...{ host, secrets, signal },
    report: ({ evidence }) => void told.push(evidence),
  };
  const planned = planProfile({
    ...{ read: await readProfile(host, FOLDER), folder: FOLDER, secretDigest: () => "ab12" },
    given: { registry: "registry.example.net", "till-key": { secret: "till" } },
    cluster: {
      ...{ distribution: "k3s", version: "1.35.3+k3s1", cni: "flannel", podCidr: "10.42.0.0/16" },
      ...{ os: ABSENT, kubeconfig: KUBECONFIG },
    },
    records: await observeRecords(host, KUBECONFIG, signal),
  });
  assert.deepEqual(planned.blocked, []);
  assert.ok(!JSON.stringify(planned).includes(TILL));
  for (const { kind, params } of planned.steps) {
    const handler = PROFILE_HANDLERS.find((one) => one.kind === kind);
    assert.ok(handler !== undefined);
    await handler.run(params, context);
    assert.equal((await handler.check(params, context)).is, "done");
  }
  const seen = await observeLayers(host, KUBECONFIG, signal);
  assert.ok(seen.is === "known");
  for (const { readiness, changed } of seen.value) {
    assert.ok(readiness.every(({ state }) => state.is === "ready"));
    assert.deepEqual(changed, { is: "known", value: [] });
  }
  const access = parseKubeconfig(kubeconfig);
  assert.ok(access !== undefined);
  const secret = await kubeGet(host, access, "/api/v1/namespaces/shop/secrets/till");
  assert.ok(secret.is === "ok" && secret.text.includes(TILL));
  const elsewhere = world.store.under("/").filter(({ object }) => object.kind !== "Secret");
  assert.ok(elsewhere.length > 8 && !JSON.stringify(elsewhere).includes(TILL));
  assert.ok(!told.join("\n").includes(TILL));
});
