import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { composeCandidate } from "../../src/agent/planner.ts";
import { workingDocument } from "../../src/agent/working-proxy.ts";
import { createMachineHost, createMemoryHost } from "../../src/host/index.ts";
import { API_VERSION, type EdgeHost, KIND, type ProxySpec } from "../../src/spec/index.ts";
import { pem } from "../contract/listen.ts";
import { practiceProxy } from "../support/proxy-server.ts";

const SIGNAL = new AbortController().signal;
const LOGIN = { username: "edge", password: "hunter2" };

const documentOf = (proxy: ProxySpec): EdgeHost => ({
  apiVersion: API_VERSION,
  kind: KIND,
  spec: { proxy },
});

async function portOfNobody(t: TestContext): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  t.diagnostic(`nobody listens on ${port}`);
  return port;
}

test("https:// written for a proxy that speaks plain CONNECT is found and used as http://", async (t) => {
  const { port, logins } = await practiceProxy(t, { leadsTo: 1, login: LOGIN });
  const written = `https://127.0.0.1:${port}`;
  const host = createMachineHost();
  const { document, corrections } = await workingDocument(
    host,
    documentOf({ http: `http://127.0.0.1:${port}`, https: written, username: "edge" }),
    SIGNAL,
  );
  const works = `http://127.0.0.1:${port}`;
  assert.deepEqual(document.spec.proxy, { http: works, https: works, username: "edge" });
  assert.deepEqual(corrections, [{ field: "https", written, works }]);
  assert.deepEqual(logins, [], "nothing of the login was shown");
});

test("http:// written for a proxy that is spoken to over TLS is found and used as https://", async (t) => {
  const tls = { cert: pem("server"), key: pem("server-key") };
  const { port } = await practiceProxy(t, { leadsTo: 1, tls });
  const proxy = { https: `http://127.0.0.1:${port}` };
  const { document } = await workingDocument(createMachineHost(), documentOf(proxy), SIGNAL);
  assert.deepEqual(document.spec.proxy, { https: `https://127.0.0.1:${port}` });
});

test("a proxy that is down stays as it is written, in the document or on the host", async (t) => {
  const port = await portOfNobody(t);
  const proxy = { https: `https://127.0.0.1:${port}` };
  const asked = documentOf(proxy);
  assert.equal((await workingDocument(createMachineHost(), asked, SIGNAL)).document, asked);
  const host = createMemoryHost({
    files: { "/etc/default/bringup-proxy": `HTTPS_PROXY="http://edge:x@127.0.0.1:${port}"\n` },
  });
  const { document } = await workingDocument(host, asked, SIGNAL);
  assert.deepEqual(document.spec.proxy, { https: `http://127.0.0.1:${port}` });
});

test("a plan writes the scheme that works, and says so", async () => {
  const host = createMemoryHost({
    handshake: ({ target }) => ({
      is: "failed",
      at: "tls",
      code: "ERR_SSL_WRONG_VERSION_NUMBER",
      why: target.host,
      stages: [],
    }),
    http: () => ({ is: "answered", status: 404, headers: {}, body: new Uint8Array(), tookMs: 1 }),
  });
  const candidate = await composeCandidate(
    { host, inventory: () => null },
    {
      document: documentOf({ https: "https://proxy.example:3128" }),
      signal: SIGNAL,
      secretDigest: () => undefined,
    },
  );
  assert.deepEqual(candidate.skipped[0], {
    title: "The proxy as written, https://proxy.example:3128",
    reason: "proxy.example:3128 speaks plain HTTP: http://proxy.example:3128 is used",
  });
  const [step] = candidate.steps;
  assert.match(JSON.stringify(step?.params), /"HTTPS_PROXY":"http:\/\/proxy\.example:3128"/);
});
