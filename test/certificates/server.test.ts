import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import http from "node:http";
import { type AddressInfo, connect, type Server } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer as createTls } from "node:tls";
import { lookAtUrl } from "../../src/certificates/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { pem } from "../contract/listen.ts";
import { practiceProxy } from "../support/proxy-server.ts";

const CA = pem("ca");
const NOW_MS = Date.UTC(2026, 10, 21);
const fingerprint = (text: string) =>
  new X509Certificate(text).fingerprint256.replaceAll(":", "").toLowerCase();

async function listening(t: TestContext, server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const tlsServer = (cert: string) =>
  createTls({ cert, key: pem("server-key") }, (socket) => socket.on("error", () => undefined));

const look = (url: string, more: object = {}) =>
  lookAtUrl(createMachineHost(), {
    url: new URL(url),
    nowMs: NOW_MS,
    signal: new AbortController().signal,
    ...more,
  });

test("a server shows its chain, and the one certificate that would make it believed", async (t) => {
  const port = await listening(t, tlsServer(pem("server") + CA));
  const { found, problems, verdict, toTrust } = await look(`https://localhost:${port}`);
  assert.deepEqual(problems, []);
  assert.deepEqual(
    found.map(({ view, warnings }) => [view.subject, warnings]),
    [pem("server"), CA].map((text) => [new X509Certificate(text).subject.replace(/^CN=/, ""), []]),
  );
  assert.equal(toTrust, fingerprint(CA));
  assert.equal(verdict, "This server is not believed here: its authority is not known.");
});

test("once its authority is trusted the same look says that it is believed", async (t) => {
  const port = await listening(t, tlsServer(pem("server")));
  const alone = await look(`https://localhost:${port}`);
  assert.equal(alone.toTrust, undefined);
  assert.match(alone.verdict ?? "", /shows no authority: ask its owner/);
  const trusted = await look(`https://localhost:${port}`, { alsoTrust: CA });
  assert.equal(trusted.verdict, "This host believes this server.");
  assert.equal(trusted.toTrust, undefined);
  const other = await look(`https://127.0.0.2:${port}`, { alsoTrust: CA });
  assert.match(other.verdict ?? other.problems.join(), /another name|connection refused/);
});

test("the chain behind a proxy is looked at through it, and what stops it there is told", async (t) => {
  const port = await listening(t, tlsServer(pem("server") + CA));
  const login = { username: "u", password: "p" };
  const proxy = await practiceProxy(t, { leadsTo: port, login });
  const url = `http://127.0.0.1:${proxy.port}`;
  const seen = await look("https://plane.test", { proxy: { url, ...login } });
  assert.equal(seen.toTrust, fingerprint(CA));
  const refused = await look("https://plane.test", { proxy: { url } });
  assert.match(
    refused.problems.join(),
    /it wants a login, or does not accept the one it got \(407\)/,
  );
});

test("a certificate that lies at an address is fetched, whoever serves it, and a web page is none", async (t) => {
  const server = http.createServer((request, response) => {
    if (request.url === "/ca.der") response.end(new X509Certificate(CA).raw);
    else if (request.url === "/portal") response.end("<html><title>Log in</title></html>");
    else response.writeHead(404).end();
  });
  const plain = await listening(t, server);
  const front = createTls({ cert: pem("server"), key: pem("server-key") }, (socket) => {
    const onward = connect({ host: "127.0.0.1", port: plain });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => undefined).on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const port = await listening(t, front);
  for (const url of [`http://127.0.0.1:${plain}/ca.der`, `https://127.0.0.1:${port}/ca.der`]) {
    const { found } = await look(url);
    assert.deepEqual(
      found.map(({ view }) => view.fingerprint),
      [fingerprint(CA)],
    );
  }
  const portal = await look(`http://127.0.0.1:${plain}/portal`);
  assert.deepEqual(portal.problems, ["this is a web page, not a certificate"]);
  const gone = await look(`http://127.0.0.1:${plain}/none`);
  assert.match(gone.problems.join(), /answers with status 404$/);
});
