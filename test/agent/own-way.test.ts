import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { connect as connectTcp } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { createServer as createTls } from "node:tls";
import { startPlane } from "../../src/plane/index.ts";
import type { EngineClient } from "../../src/session/index.ts";
import { pem } from "../contract/listen.ts";
import { eventually } from "../support/eventually.ts";
import { type PracticeProxy, practiceProxy } from "../support/proxy-server.ts";
import { openTestRehearsal } from "../support/rehearsal.ts";

const PLANE = "https://plane.test";
const TOKEN = "tok-4711-abcdefghijkl";
const LOGIN = { username: "edge", password: `p@ss:w/ö%41"$` };

/** A plane that only a proxy leads to, behind a certificate of an authority nobody else knows. */
async function planeBehindProxy(t: TestContext): Promise<PracticeProxy> {
  const plane = await startPlane({
    listen: { host: "127.0.0.1", port: 0 },
    publicUrl: PLANE,
    tokens: [{ token: TOKEN, project: "Shops" }],
    perSecond: 1000,
  });
  const inner = Number(new URL(plane.url).port);
  const front = createTls({ cert: pem("server"), key: pem("server-key") }, (socket) => {
    const onward = connectTcp({ host: "127.0.0.1", port: inner });
    onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
    socket.on("error", () => undefined).on("close", () => onward.destroy());
    socket.pipe(onward).pipe(socket);
  });
  await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve));
  t.after(async () => {
    front.close();
    await plane.close();
  });
  const { port } = front.address() as { readonly port: number };
  return await practiceProxy(t, { leadsTo: port, login: LOGIN });
}

function documentOf(proxy: PracticeProxy): string {
  return `apiVersion: bringup/v1alpha1
kind: EdgeHost
spec:
  proxy:
    https: http://127.0.0.1:${proxy.port}
    username: ${LOGIN.username}
    password: { secret: proxy-password }
  certificates:
    trusted:
      - name: lab
        pem: |
${pem("ca").replaceAll(/^(?=.)/gm, "          ")}
`;
}

/** Tells the id of the run. */
async function apply(client: EngineClient, documentText: string, password: string) {
  const secrets = { "proxy-password": password };
  const planned = await client.send({ do: "plan", documentText, secrets });
  assert.equal(planned.is, "planned", JSON.stringify(planned));
  assert.ok(planned.is === "planned");
  const answer = await client.send({ do: "approve", hash: planned.plan.plan.hash });
  assert.ok(answer.is === "run", JSON.stringify(answer));
  return answer.run.id;
}

test("the agent itself goes through the proxy it was given, and believes the authorities it was given", async (t) => {
  const proxy = await planeBehindProxy(t);
  const { client, stateDir, until } = await openTestRehearsal(t);
  const register = () =>
    client.send({ do: "register", method: "token", plane: PLANE, token: TOKEN });

  await apply(client, documentOf(proxy), "wrong");
  await until("the run to end", ({ run }) => run?.endedMs != null);
  await register();
  const refused = await until(
    "the proxy to refuse",
    ({ registration }) => registration.problem?.code === "PROXY_AUTH_REQUIRED",
  );
  assert.ok(!JSON.stringify(refused).includes("wrong"), "no password in what consoles see");
  assert.deepEqual([...new Set(proxy.asked)], ["CONNECT plane.test:443"]);

  const second = await apply(client, documentOf(proxy), LOGIN.password);
  await until("the second run to end", ({ run }) => run?.id === second && run.endedMs !== null);
  // With the run the vault empties: the password is where the host's programs have it.
  const left = () => readdir(join(stateDir, "secrets"));
  await eventually("the vault to be empty", async () => (await left()).length === 0);
  await register();
  await until("the host to be registered", ({ registration }) =>
    ["approved", "active"].includes(registration.state),
  );
  assert.equal(proxy.logins.at(-1), `${LOGIN.username}:${LOGIN.password}`);
});

test("a secret with a line break in it is refused before anything is planned", async (t) => {
  const { client } = await openTestRehearsal(t);
  const documentText = client.snapshot().document.text;
  for (const value of ["two\nlines", "a\r", "a\0b"]) {
    const secrets = { "proxy-password": value };
    const answer = await client.send({ do: "plan", documentText, secrets });
    assert.ok(answer.is === "refused");
    assert.equal(answer.error.code, "SECRET_UNUSABLE");
    assert.equal(answer.error.message, "the secret proxy-password has a line break in it");
  }
});
