// Over 200 lines: one story from the first start to what is left on the disk.
import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { gzipSync } from "node:zlib";
import { redact } from "../../src/secrets/index.ts";
import type { Command, EngineClient } from "../../src/session/index.ts";
import { writeCrashLog } from "../../src/terminal/index.ts";
import { type AgentBench, BUNDLE, createAgentBench, stopped } from "../support/agent-process.ts";
import { talkOverPipe } from "../support/plain-talk.ts";
import { untilSo } from "../support/rehearsal.ts";
import { mount, TITLES } from "../support/screen.tsx";
import { leaksIn, PLANTED } from "./planted.ts";
import { createWitness, type Witness, watchProcesses } from "./witness.ts";

const LINES = PLANTED.map(({ text }) => text).join("\n");
const secretOf = (kind: string): string => PLANTED.find((one) => one.kind === kind)?.value ?? "";
const textOf = (kind: string): string => PLANTED.find((one) => one.kind === kind)?.text ?? "";

/** Where a field host has such things, on the practice host: journals, settings, what people left lying about. */
const PLACES = [
  "/usr/local/installer.log",
  "/var/log/spectrocloud/install.log",
  "/var/log/stylus-upgrade.log",
  "/oem/99_user-data.yaml",
  "/usr/local/cloud-config/proxy.yaml",
  "/opt/spectrocloud/state/state.yaml",
  "/etc/NetworkManager/system-connections/wlan.nmconnection",
  "/etc/containerd/certs.d/hosts.toml",
  "/var/log/pods/kube-system_x_1/c/0.log",
  "/var/log/bringup-units/kubelet.service.log",
];

const documentWith = (spec: string) =>
  `apiVersion: bringup/v1alpha1\nkind: EdgeHost\nspec:\n${spec}`;
const WITH_SECRET = documentWith(
  "  proxy:\n    http: http://proxy.example:3128\n    https: http://proxy.example:3128\n    username: svc\n    password: { secret: proxy-password }\n",
);
const USER_DATA = `#cloud-config
stylus:
  site:
    edgeHostToken: ${secretOf("registration token")}
    paletteEndpoint: 127.0.0.1:9
    network:
      httpsProxy: http://svc:${secretOf("proxy password in an address")}@proxy.example:3128
stages:
  initramfs:
    - users:
        kairos:
          passwd: ${secretOf("password of user-data")}
          ssh_authorized_keys: []
`;

/** Everything a client may send with something secret in it, where it belongs and where it does not. */
function commands(): readonly Command[] {
  const token = secretOf("registration token");
  const bad = `https://robot:${secretOf("login in an address")}@127.0.0.1:9/`;
  return [
    { do: "register", method: "token", plane: "https://127.0.0.1:9", token },
    {
      do: "register",
      method: "manual",
      plane: "https://127.0.0.1:9",
      pairingKey: secretOf("pairing key"),
    },
    { do: "register", method: "token", plane: bad, token },
    ...PLANTED.map(({ text }): Command => ({ do: "plan", documentText: text })),
    { do: "plan", documentText: documentWith(`  proxy: { https: "${bad}" }\n`) },
    {
      do: "plan",
      documentText: documentWith("  host: {}\n"),
      userData: { layer: "user-data", text: USER_DATA },
    },
    {
      do: "plan",
      documentText: documentWith("  host: {}\n"),
      userData: { layer: "user-data", text: LINES },
    },
    { do: "take-desired", jws: secretOf("signed token") },
    { do: "take-plane-answer", text: LINES },
    { do: "look-at-plane-file", at: "/oem/99_user-data.yaml" },
    { do: "look-for-certificates", at: "/oem/99_user-data.yaml" },
    { do: "look-for-certificates", at: bad },
    { do: "reach", urls: [bad] },
    { do: "save-document", documentText: LINES, expectedGeneration: 0 },
    { do: "approve", hash: "3f9a77c1", name: secretOf("password of etcd") },
    { do: "show-run", id: textOf("bearer token") },
    {
      do: "plan-operation",
      operation: "mend",
      params: { symptom: textOf("Authorization header") },
    },
    { do: "read-log", log: "installer.log", max: 1000 },
    { do: "read-log", log: "kubelet", max: 1000 },
    { do: "run-checks" },
    { do: "refresh" },
  ];
}

async function sendAll(client: EngineClient, witness: Witness): Promise<void> {
  for (const command of commands()) {
    witness.look(`answer to ${command.do}`, JSON.stringify(await client.send(command)));
  }
}

async function printed(child: ChildProcess): Promise<string> {
  assert.ok(child.stdout !== null && child.stderr !== null);
  const [out, err] = await Promise.all([readAll(child.stdout), readAll(child.stderr)]);
  return out + err;
}

/** A run that is given secrets and carried out to its end. */
async function runWithSecrets(client: EngineClient, witness: Witness): Promise<void> {
  const secrets = { "proxy-password": secretOf("proxy password as a field") };
  const planned = await client.send({ do: "plan", documentText: WITH_SECRET, secrets });
  witness.look("answer to plan", JSON.stringify(planned));
  assert.ok(planned.is === "planned", JSON.stringify(planned));
  const approved = await client.send({ do: "approve", hash: planned.plan.plan.hash });
  assert.equal(approved.is, "run", JSON.stringify(approved));
  const { run } = await untilSo(client, "the run to end", (now) => now.run?.endedMs != null);
  assert.equal(run?.state, "succeeded", run?.message);
}

async function cliSays(bench: AgentBench, scratch: string, witness: Witness): Promise<void> {
  const file = (name: string, text: string) => {
    writeFileSync(join(scratch, name), text, { mode: 0o600 });
    return join(scratch, name);
  };
  const bad = file("bad.yaml", LINES);
  const secret = file("secret", secretOf("proxy password as a field"));
  const token = file("token", secretOf("registration token"));
  const good = file("good.yaml", WITH_SECRET);
  const runs: readonly (readonly string[])[] = [
    ["logs"],
    ["logs", "installer.log"],
    ["logs", "install.log"],
    ["logs", "stylus-upgrade.log", "--json"],
    ["apply", "-f", bad],
    ["validate", "-f", bad],
    ["plan", "-f", good, "--secret-file", `proxy-password=${secret}`],
    [
      "register",
      "--method",
      "token",
      "--plane",
      "https://127.0.0.1:9",
      "--token-file",
      token,
      "--no-wait",
    ],
    ["user-data", "import", bad, "--yes"],
    ["check"],
    ["doctor", "--json"],
    ["status"],
    ["run", "list"],
    ["log"],
    ["log", "--json"],
    ["audit"],
    ["audit", "--rfc5424"],
    ["export"],
    ["support", "--to", scratch],
  ];
  for (const argv of runs) witness.look(`bringup ${argv[0]}`, await printed(bench.cli(...argv)));
}

/** What is typed as a token is drawn as stars, and every page is looked at. */
async function screensSay(t: TestContext, client: EngineClient, witness: Witness): Promise<void> {
  const app = await mount(client.snapshot(), { client });
  t.after(() => app.close());
  const look = (what: string) => {
    witness.look(`screen ${what}`, app.screen());
    witness.look(`bytes of screen ${what}`, app.sent());
  };
  for (const title of TITLES) {
    await app.goTo(title);
    look(title);
  }
  await app.press("logs");
  for (let logs = 0; logs < 6 && !app.screen().includes("Logs   Installer"); logs++)
    await app.press("next-screen");
  await app.shows("********");
  look("Logs");
  await app.press("back", "back");
  await app.goTo("Activity");
  await app.press("who-changed");
  look("audit");
  await app.press("back", "help");
  look("help");
}

async function plainSays(bench: AgentBench, witness: Witness): Promise<void> {
  const argv = [
    process.execPath,
    BUNDLE,
    "--plain",
    "--rehearse",
    "--state-dir",
    bench.stateDir,
  ] as const;
  const talk = talkOverPipe({ argv: [...argv], env: { ...process.env, TERM: "dumb" } });
  for (const line of [
    "registration",
    "token",
    "https://127.0.0.1:9",
    secretOf("registration token"),
    "exit",
    "exit",
  ])
    talk.type(`${line}\n`);
  talk.endInput();
  await talk.exited;
  witness.look("plain", talk.transcript());
}

/** A service whose journal is full of them. */
const UNIT = "kubelet.service";

function plant(stateDir: string): void {
  for (const place of PLACES) {
    const path = join(stateDir, "sandbox", place);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${LINES}\n`);
  }
  const unit = join(stateDir, "sandbox/etc/systemd/system", UNIT);
  mkdirSync(dirname(unit), { recursive: true });
  writeFileSync(unit, "[Service]\nExecStart=/bin/true\n");
}

/** A plane that answers with everything it should keep to itself. */
async function talkativeServer(t: TestContext): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(500, { "x-why": textOf("secret in an answer") }).end(LINES);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return `http://127.0.0.1:${address.port}`;
}

function scratchFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "bringup-leaks-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("each planted secret is one the witness sees where nothing masks it", () => {
  assert.ok(PLANTED.length >= 30);
  assert.deepEqual(
    leaksIn(LINES),
    PLANTED.map(({ kind }) => kind),
  );
  for (const { kind, text } of PLANTED) assert.ok(leaksIn(text).includes(kind), kind);
  assert.deepEqual(leaksIn(redact(LINES)), []);
});

test("thirty planted secrets go through the whole program and are seen nowhere", async (t) => {
  const scratch = scratchFolder(t);
  const bench = await createAgentBench(t);
  const witness = createWitness();
  const processes = watchProcesses(bench.stateDir, witness.look);
  const agent = await bench.start();
  const agentSays = printed(agent);
  plant(bench.stateDir);
  const client = await bench.connect();
  client.watch((event) => witness.look(`event ${event.slice}`, JSON.stringify(event)));
  await sendAll(client, witness);
  const plane = await talkativeServer(t);
  const token = secretOf("registration token");
  witness.look(
    "answer to register",
    JSON.stringify(await client.send({ do: "register", method: "token", plane, token })),
  );
  await untilSo(
    client,
    "the plane to have said it",
    (now) => now.registration.problem !== undefined,
  );
  await client.send({ do: "go-local" });
  await runWithSecrets(client, witness);
  await cliSays(bench, scratch, witness);
  await plainSays(bench, witness);
  await screensSay(t, client, witness);
  witness.look("snapshot", JSON.stringify(client.snapshot()));
  writeCrashLog(new Error(LINES), {
    folders: [join(bench.stateDir, "crashes")],
    about: [`started with ${LINES}`],
    atMs: Date.now(),
  });
  await client.close();
  await stopped(agent);
  witness.look("output of the agent", await agentSays);
  assert.ok((await processes.stop()) > 3, "processes were looked at");

  const [bundle, ...more] = readdirSync(scratch).filter((name) => /\.tar/.test(name));
  assert.ok(bundle !== undefined && more.length === 0, "a bundle was made");
  const unpacked = join(scratch, "unpacked");
  mkdirSync(unpacked);
  const entries = witness.lookInBundle(join(scratch, bundle), unpacked);
  assert.ok(entries > 20, `${entries} files in the bundle`);
  // Where services of the host read them: root's alone, as the document asks.
  const planted = [...PLACES, "/etc/default/bringup-proxy"].map((place) => `/sandbox${place}`);
  const files = witness.lookBelow(bench.stateDir, planted);
  assert.ok(files > 20, `${files} files of the state directory`);
  assert.deepEqual(witness.found(), []);
  // Where they came by they were masked: nothing was left out by being empty.
  const masked = witness.masked();
  for (const where of ["answer to read-log", "bringup logs", "screen Logs"])
    assert.ok(masked.includes(where), `${where} has no mask: ${masked.join(", ")}`);
  for (const end of ["installer.log", "99_user-data.yaml", "wlan.nmconnection"])
    assert.ok(
      masked.some((where) => where.startsWith("bringup-support") && where.endsWith(end)),
      end,
    );
});

test("the same without the mask is seen: a log line, a bundle's file, an argument of a process", async (t) => {
  const scratch = scratchFolder(t);
  const witness = createWitness();
  const [raw, into] = [join(scratch, "raw"), join(scratch, "into")];
  for (const folder of [raw, into]) mkdirSync(folder);
  writeFileSync(join(raw, "journal.txt.gz"), gzipSync(LINES));
  const bundle = join(scratch, "bundle.tar");
  assert.equal(spawnSync("tar", ["-cf", bundle, "-C", raw, "."]).status, 0);
  witness.lookInBundle(bundle, into);
  assert.equal(witness.found().length, PLANTED.length, "in a bundle");
  const seen: string[] = [];
  const processes = watchProcesses("planted-for-the-control", (where) => void seen.push(where));
  const child = spawn("sleep", ["30"], {
    env: { MARK: "planted-for-the-control" },
    stdio: "ignore",
  });
  t.after(() => child.kill("SIGKILL"));
  for (let tries = 0; tries < 400 && seen.length === 0; tries++)
    await new Promise((resolve) => setTimeout(resolve, 25));
  await processes.stop();
  assert.ok(seen.includes("environment of a process"));
});
