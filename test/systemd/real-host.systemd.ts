// The real program as root on a real systemd, no rehearsal: one Debian in a container of its own, cut
// off from every network. One file, because making the Debian takes longest; the tests build on each other.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { practiceArtefacts, practiceVersion } from "../../src/distributions/index.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { uglyPasswords } from "../support/ugly-passwords.ts";
import { BUSY, CA_PEM, clusterOf, documentText, PASSWORD, SETTINGS } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import {
  agentAnswers,
  isReady,
  jsonLines,
  runEnds,
  runHasBegun,
  settingsInForce,
  stepInHand,
} from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";
import { checkPackage } from "./package.ts";
import { passwordFile } from "./password-file.ts";
import { laySerialLine } from "./serial-line.ts";

const why = whyNot();
const skip = why === undefined ? false : `real systemd not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const VERSION = practiceVersion("k3s");
const { cluster, checks } = clusterOf(VERSION);
const CLUSTER = { ...SETTINGS, cluster, checks: { waivers: [...checks.waivers, BUSY] } };
const SECRET = ["--secret-file", "proxy-password=/root/proxy-password"];
const DNS_FILE = "/etc/systemd/resolved.conf.d/90-bringup.conf";

let lab: Lab;
let host: Machine;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "edge");
  for (const [name, spec] of Object.entries({ settings: SETTINGS, cluster: CLUSTER }))
    write(host, `/root/${name}.yaml`, documentText(spec));
  write(host, "/root/proxy-password", PASSWORD);
  await practiceArtefacts(createMachineHost().files, `${host.tree}/opt/artefacts`);
  await host.boot();
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

const runStates = async () =>
  jsonLines((await host.bringup("run", "list", "--json")).stdout).map(({ state }) => state);

const apply = (file: string, ...more: readonly string[]) =>
  host.bringup("apply", "-f", `/root/${file}.yaml`, ...SECRET, "--yes", ...more);

test("systemd keeps what the contract of services promises", { skip }, async () => {
  const { code, stdout } = await host.run(
    ...["/usr/lib/bringup/node_modules/node/bin/node", "--test-reporter=tap", "--test"],
    "/opt/source/test/systemd/children/units.ts",
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /^# pass [1-9]/m);
});

test("systemd reads every ugly password byte for byte from a file of ours", { skip }, async () => {
  write(host, "/root/passwords.env", await passwordFile());
  const { code, stdout, stderr } = await host.run(
    ...["systemd-run", "--wait", "--pipe", "--quiet"],
    ...["--property=EnvironmentFile=/root/passwords.env", "env", "-0"],
  );
  assert.equal(code, 0, stderr);
  const vars = new Map(
    stdout.split("\0").map((line) => [line.split("=")[0], line.slice(line.indexOf("=") + 1)]),
  );
  for (const [index, password] of uglyPasswords().entries()) {
    assert.equal(decodeURIComponent(new URL(vars.get(`U${index}`) ?? "").password), password);
    assert.equal(vars.get(`T${index}`), password);
  }
});

test("checks see a real systemd, and that this is a container", { skip }, async () => {
  const { code, stdout } = await host.bringup("check", "--json");
  assert.equal(code, 1);
  const results = jsonLines(stdout);
  const statusOf = (id: string) => results.find((result) => result.id === id)?.status;
  assert.deepEqual(
    ["system.systemd", "network.link", "network.default-route", "hardware.virtualization"].map(
      statusOf,
    ),
    ["pass", "pass", "pass", "fail"],
  );
});

test("what a container may not change blocks the plan, and nothing is done", { skip }, async () => {
  assert.equal((await host.bringup("validate", "-f", "/root/settings.yaml")).code, 0);
  const { code, stderr } = await apply("settings");
  assert.equal(code, 5);
  assert.match(
    stderr,
    /host name cannot be changed here \(\/proc\/sys\/kernel\/hostname is read-only\)/,
  );
  assert.equal(
    await host.sh("hostname; ls /etc/systemd/resolved.conf.d 2>&1 || true"),
    "edge\nls: cannot access '/etc/systemd/resolved.conf.d': No such file or directory",
  );
});

test("a time service that systemd skips is reported with systemd's own reason", {
  skip,
}, async () => {
  write(host, "/root/time.yaml", documentText({ time: { ntpServers: ["10.99.0.123"] } }));
  const dropIn = "/etc/systemd/system/systemd-timesyncd.service.d/lab.conf";
  await host.sh(
    `mv ${dropIn} /root/lab.conf; systemctl daemon-reload; systemctl stop systemd-timesyncd`,
  );
  const { code, stderr } = await host.bringup("apply", "-f", "/root/time.yaml", "--yes");
  assert.equal(code, 5, stderr);
  assert.match(
    stderr,
    /skipped because of an unmet condition check \(ConditionVirtualization=!container\)/,
  );
  assert.equal((await host.bringup("run", "cancel", "--undo")).code, 0);
  await host.sh(
    `mv /root/lab.conf ${dropIn}; systemctl daemon-reload; systemctl start systemd-timesyncd`,
  );
});

test("all settings are applied, and the programs of the host have them", { skip }, async () => {
  await host.sh("touch /etc/lab/own-machine; systemctl start lab");
  const { code, stdout, stderr } = await apply("settings");
  assert.equal(code, 0, stdout + stderr);
  assert.deepEqual(await settingsInForce(host), {
    hostname: "rack12-edge1",
    own: "127.0.1.1       STREAM rack12-edge1",
    resolvers: "nameserver 10.99.0.53 nameserver 10.99.0.54 search lab.test",
    time: "SystemNTPServers=10.99.0.123",
    zone: "Europe/Berlin",
    proxy: "http://edge:p%40ss%3Aw%2Frd%20%25@proxy.lab.test:3128",
  });
  const bundle = await host.sh("cat /etc/ssl/certs/ca-certificates.crt");
  assert.ok(bundle.includes(CA_PEM.trim()));
});

test("the password is in one private file and nowhere else", { skip }, async () => {
  assert.equal(await host.sh("stat -c %a /etc/default/bringup-proxy"), "600");
  const places = "/etc /var/lib/bringup /var/log /run/log /usr/local";
  const spellings = [PASSWORD, encodeURIComponent(PASSWORD), btoa(PASSWORD)];
  const patterns = spellings.map((text) => `-e '${text}'`).join(" ");
  const found = await host.sh(`grep -rlF ${patterns} ${places} || true`);
  assert.equal(found, "/etc/default/bringup-proxy");
  assert.equal(await host.sh(`journalctl -q --no-pager | grep -cF ${patterns} || true`), "0");
});

test("what is exported asks for nothing more, and restarts nothing", { skip }, async () => {
  const ids = "systemctl show -p InvocationID systemd-resolved systemd-timesyncd";
  const started = await host.sh(ids);
  await host.sh("bringup export > /root/export.yaml");
  const { code, stdout } = await host.bringup("apply", "-f", "/root/export.yaml");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Nothing to do/);
  assert.equal(await host.sh(ids), started);
});

test("the agent runs as a service", { skip }, async () => {
  await host.sh(
    "cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl daemon-reload; systemctl enable --now bringup-agent",
  );
  await agentAnswers(host);
  assert.equal(await host.sh("stat -c '%a %F' /run/bringup/view.sock"), "666 socket");
});

test("who is not root may look, and change nothing", { skip }, async () => {
  const asNobody = (...args: readonly string[]) =>
    host.run("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "bringup", ...args);
  const { code, stdout } = await asNobody("status", "--json");
  assert.equal(code, 0, stdout);
  assert.equal(jsonLines(stdout)[0]?.engine?.mode, "host");
  const changed = await asNobody("converge");
  assert.equal(changed.code, 3, changed.stdout);
  assert.match(changed.stderr, /only looks/);
});

test("on a line of the machine anybody may look, and who takes control logs in first", {
  skip,
}, async () => {
  await host.sh(
    "cp /usr/lib/bringup/packaging/bringup-console@.service /etc/systemd/system/; cp /usr/lib/bringup/packaging/profile.sh /etc/profile.d/bringup.sh; systemctl daemon-reload",
  );
  const line = await laySerialLine(host, "ttyS7");
  await host.sh("systemctl start bringup-console@ttyS7");
  await line.shows(/VIEW ONLY[\s\S]*> Take control of this host: nobody owns it yet/);
  line.type("\r");
  await line.shows(/> Look at/);

  await host.sh(`echo 'root:${PASSWORD}' | chpasswd; systemctl restart bringup-agent`);
  await host.sh("systemctl restart bringup-console@ttyS7");
  await line.shows(/VIEW ONLY[\s\S]*> Take control of this host: log in/);
  line.type("t");
  await line.shows(/login: $/m);
  line.type("root\r");
  await line.shows(/Password: $/m);
  line.type(`${PASSWORD}\r`);
  await line.shows(/> Look at/);
  line.type("q");
  await line.shows(/Close this console\?/);
  line.type("\u001b[B");
  await line.shows(/> Close the console/);
  line.type("\r");
  await line.shows(/# $/m);
  line.type("exit\r");
  await line.shows(/VIEW ONLY[\s\S]*> Take control of this host: log in/);

  await host.sh("systemctl stop bringup-console@ttyS7; passwd -d root; passwd -l root");
  line.close();
});

test("a file edited by hand is drift; converging repairs it and restarts its reader", {
  skip,
}, async () => {
  const id = "systemctl show -p InvocationID --value systemd-resolved";
  const before = await host.sh(id);
  await host.sh(`echo edited by hand >> ${DNS_FILE}`);
  const plan = await host.bringup("plan", "-f", "/root/settings.yaml", "--json");
  assert.equal(plan.code, 0, plan.stderr);
  const steps: readonly { readonly id: string }[] = jsonLines(plan.stdout)[0]?.plan.steps;
  assert.deepEqual(
    steps.map((step) => step.id),
    ["dns.config", "dns.resolved"],
  );
  const converged = await host.bringup("converge");
  assert.equal(converged.code, 0, converged.stderr);
  assert.notEqual(await host.sh(id), before);
  assert.doesNotMatch(await host.sh(`cat ${DNS_FILE}`), /edited/);
});

test("without the file that says test machine, the simulated cluster refuses to run", {
  skip,
}, async () => {
  const { code, stdout, stderr } = await host.run("/opt/artefacts/k3s", "server");
  assert.equal(code, 1);
  assert.match(stdout + stderr, /^simulated: /);
  await host.sh("mkdir -p /etc/bringup; touch /etc/bringup/test-machine");
});

test("a cancelled run takes everything back: name, resolver, cluster", { skip }, async () => {
  const settled = await settingsInForce(host);
  write(host, "/etc/bringup/stand-in.json", '{"fail":"never-ready"}');
  const network = { dns: { servers: ["10.99.0.55"] } };
  const other = { ...CLUSTER, host: { hostname: "other" }, network };
  write(host, "/root/other.yaml", documentText(other));
  const following = apply("other");
  await stepInHand(host, /node to be Ready/, following);
  assert.equal(await host.sh("hostname"), "other");
  await host.sh("bringup run cancel --undo --take");
  await runEnds(host, "cancelled");
  await host.sh("rm /etc/bringup/stand-in.json");
  assert.equal((await following).code, 130);
  assert.deepEqual(await settingsInForce(host), settled);
  assert.deepEqual(
    await host.sh(
      "systemctl show -p LoadState --value k3s; ls -d /etc/rancher/* /var/lib/rancher /usr/local/bin/k3s /opt/cni/bin/* /etc/sysctl.d/*bringup* 2>/dev/null || true; ss -ltnH 'sport = 6443'",
    ),
    "not-found",
  );
});

test("an agent killed in mid-run is started again and ends the same run, once", {
  skip,
}, async () => {
  const following = apply("cluster");
  // Whatever it waits for by then, K3s was started.
  await stepInHand(host, /API server|node to be Ready/, following);
  const started = await host.sh("systemctl show -p InvocationID --value k3s");
  await host.sh("kill -9 $(systemctl show -p MainPID --value bringup-agent)");
  await runEnds(host, "succeeded");
  await following;
  assert.equal(await host.sh("systemctl show -p NRestarts --value bringup-agent"), "1");
  assert.equal(await host.sh("systemctl show -p InvocationID --value k3s"), started);
  const former = ["cancelled", "succeeded", "succeeded", "cancelled"];
  assert.deepEqual(await runStates(), ["succeeded", ...former]);
  await isReady(host);
});

test("what formed is as asked: applying it again is nothing to do", { skip }, async () => {
  const { code, stdout } = await host.bringup("apply", "-f", "/root/cluster.yaml");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Nothing to do/);
  assert.match(await host.sh("journalctl -q -u k3s -o cat --no-pager"), /simulated: a stand-in/);
});

test("after a restart everything is there again, and nothing is to do", { skip }, async () => {
  await host.reboot();
  await agentAnswers(host);
  await isReady(host);
  const { code, stdout } = await host.bringup("apply", "-f", "/root/cluster.yaml");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Nothing to do/);
  assert.equal(await host.sh("hostname"), "rack12-edge1");
});

test("the package is installed, renewed and removed by dpkg", { skip }, (t) =>
  checkPackage(t, lab),
);

test("a second host: power cut in mid-run, and a restart in mid-run, end in the same cluster", {
  skip,
}, async () => {
  await host.powerOff();
  host = createMachine(lab, "second");
  write(host, "/root/cluster.yaml", documentText(CLUSTER));
  write(host, "/root/proxy-password", PASSWORD);
  await practiceArtefacts(createMachineHost().files, `${host.tree}/opt/artefacts`);
  await host.boot();
  await host.sh(
    "touch /etc/lab/own-machine; systemctl start lab; mkdir -p /etc/bringup; touch /etc/bringup/test-machine; cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl daemon-reload; systemctl enable --now bringup-agent",
  );
  await agentAnswers(host);
  write(host, "/etc/bringup/stand-in.json", '{"fail":"never-ready"}');
  const cut = apply("cluster");
  await runHasBegun(host, cut);
  await host.cutPower();
  await cut;
  await host.boot();
  await agentAnswers(host);
  await stepInHand(host, /node to be Ready/);
  await host.sh("rm /etc/bringup/stand-in.json");
  await host.reboot();
  await runEnds(host, "succeeded");
  await isReady(host);
  assert.deepEqual(await runStates(), ["succeeded"]);
});
