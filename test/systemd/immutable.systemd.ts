// An immutable host on a real systemd as root: what it forgets goes at every restart, Kairos' own unit calls us. Simulated are
// the image (files put back while the machine is off), `kairos-agent run-stage` (its file run by sh) and the program of K3s.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, lstatSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { parse } from "yaml";
import { practiceArtefacts, practiceVersion } from "../../src/distributions/index.ts";
import { renderUnit } from "../../src/distributions/k3s/render.ts";
import { createMachineHost } from "../../src/host/index.ts";
import { survives } from "../../src/kairos/index.ts";
import { BUSY, clusterOf, documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { agentAnswers, isReady } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";

const why = whyNot();
const skip = why === undefined ? false : `an immutable host on a real systemd not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const SETTINGS = "/etc/sysctl.d/90-bringup-k3s.conf";
const CALL = "/usr/local/cloud-config/90_bringup_boot.yaml";
const RUN_STAGE = "/usr/local/lib/run-stage";
/** As Kairos has it; what it starts is `kairos-agent run-stage boot`. */
const UNIT = `[Unit]
Description=cOS system configuration
Before=getty.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=${RUN_STAGE}

[Install]
WantedBy=multi-user.target
`;

let lab: Lab;
let host: Machine;

before(async () => {
  if (skip !== false) return;
  lab = await openLab();
  host = createMachine(lab, "edge");
  const { files } = createMachineHost();
  await practiceArtefacts(files, `${host.tree}/opt/artefacts`);
  const { cluster, checks } = clusterOf(practiceVersion("k3s"));
  const waivers = [
    ...checks.waivers,
    BUSY,
    { id: "system.persistence", reason: "folders of one tree" },
  ];
  write(host, "/root/cluster.yaml", documentText({ cluster, checks: { waivers } }));
  write(host, "/etc/kairos-release", "KAIROS_FLAVOR=debian\n", 0o644);
  write(host, "/etc/systemd/system/cos-setup-boot.service", UNIT, 0o644);
  write(host, RUN_STAGE, "#!/bin/sh\n", 0o755);
  write(host, "/etc/lab/own-machine", "");
  mkdirSync(join(host.tree, "etc/bringup"), { recursive: true });
  write(host, "/etc/bringup/test-machine", "");
  const { program, unit } = {
    program: "/usr/local/bin/k3s",
    unit: "/etc/systemd/system/k3s.service",
  };
  cpSync(join(host.tree, "opt/artefacts/k3s"), join(host.tree, program));
  write(host, unit, renderUnit(program, `${unit}.env`), 0o644);
  startedFrom("active");
  await host.boot();
  await host.sh("systemctl enable --now cos-setup-boot");
  for (const folder of IMAGE) {
    mkdirSync(join(lab.folder, "image", dirname(folder)), { recursive: true });
    keep(join(host.tree, folder), join(lab.folder, "image", folder));
  }
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

const IMAGE = ["etc", "var/lib"];
const keep = (from: string, to: string) => execFileSync("cp", ["-a", from, to]);

/** systemd makes it anew at every start, as the boot tool of Kairos does. */
function startedFrom(kind: string): void {
  write(host, "/etc/tmpfiles.d/cos.conf", `f /run/cos/${kind}_mode 0644 root root - 1\n`, 0o644);
}

/** While it is off: the image again, but for what is kept, and what this suite itself needs. */
function forget(): void {
  const isOurs = /^\/(etc\/(lab|bringup|tmpfiles\.d|machine-id|kairos-release)|var\/lib\/systemd)/;
  for (const path of filesOf(host.tree)) if (!survives(path) && !isOurs.test(path)) putBack(path);
}

/** Absolute paths as the machine has them. */
function filesOf(tree: string): readonly string[] {
  return IMAGE.flatMap((folder) =>
    readdirSync(join(tree, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(tree.length)),
  );
}

function putBack(path: string): void {
  const [real, image] = [join(host.tree, path), join(lab.folder, "image", path)];
  const [now, own] = [lookAt(real), lookAt(image)];
  if (own?.mtimeMs === now?.mtimeMs && own?.size === now?.size) return;
  rmSync(real);
  if (own !== undefined) keep(image, real);
}

const lookAt = (path: string) => lstatSync(path, { throwIfNoEntry: false });

/** What `kairos-agent run-stage` does with the one file. */
function layStage(): void {
  const { stages } = parse(readFileSync(join(host.tree, CALL), "utf8"));
  const [{ if: when, commands }] = stages["boot.before"];
  write(host, RUN_STAGE, `#!/bin/sh -e\nif ${when}; then\n${commands.join("\n")}\nfi\n`, 0o755);
}

async function restart(kind: string): Promise<void> {
  await host.powerOff();
  forget();
  startedFrom(kind);
  layStage();
  await host.boot();
}

const show = (unit: string, ...names: readonly string[]) =>
  host.sh(`systemctl show ${unit} ${names.map((name) => `-p ${name}`).join(" ")} --value`);
const stage = () => host.sh("journalctl -b -u cos-setup-boot -o cat --no-pager");

test("a cluster is created from the programs of the image; its memory and its call lie where they are kept", {
  skip,
}, async () => {
  const { code, stdout, stderr } = await host.bringup("apply", "-f", "/root/cluster.yaml", "--yes");
  assert.equal(code, 0, stdout + stderr);
  assert.equal(await show("k3s", "UnitFileState"), "enabled-runtime");
  assert.equal(
    await host.sh("ls -d /var/lib/bringup 2>/dev/null || stat -c %a /usr/local/bringup"),
    "700",
  );
  assert.match(await host.sh(`cat ${CALL}`), /bringup converge --stage boot\.before/);
});

test("after a restart without an agent what was forgotten is there again before the cluster starts", {
  skip,
}, async () => {
  await restart("active");
  assert.equal(await show("cos-setup-boot", "Result"), "success", await stage());
  await host.sh(`test -s ${SETTINGS} || { journalctl -b -u cos-setup-boot; exit 1; }`);
  assert.match(await show("k3s", "ActiveState"), /^activ/);
  assert.equal(await show("k3s", "UnitFileState"), "enabled-runtime");
  // Both on the clock of the machine, in seconds.
  const started = await host.sh(
    `date -d "$(systemctl show k3s -p ExecMainStartTimestamp --value)" +%s`,
  );
  assert.ok(Number(await host.sh(`stat -c %Y ${SETTINGS}`)) <= Number(started));
  await isReady(host);
  const { code, stdout } = await host.bringup("apply", "-f", "/root/cluster.yaml");
  assert.equal(code, 0, stdout);
  assert.match(stdout, /Nothing to do/);
});

test("in its fallback image, with an agent coming up at the same time, it is the same, and status says which image runs", {
  skip,
}, async () => {
  await host.sh(
    "cp /usr/lib/bringup/packaging/bringup-agent.service /etc/systemd/system/; systemctl enable bringup-agent",
  );
  await restart("passive");
  assert.equal(await show("cos-setup-boot", "Result"), "success", await stage());
  await agentAnswers(host);
  await host.sh(`test -s ${SETTINGS}`);
  const { stdout } = await host.bringup("status");
  assert.match(stdout.replace(/\s+/g, " "), /This host booted its fallback image/);
});

test("in its recovery system nothing is written and nothing starts", { skip }, async () => {
  await restart("recovery");
  assert.equal(await show("cos-setup-boot", "Result"), "success", await stage());
  await agentAnswers(host);
  assert.equal(await show("k3s", "ActiveState"), "inactive");
  assert.equal(await host.sh(`ls ${SETTINGS} 2>/dev/null || echo none`), "none");
  const { code, stdout } = await host.bringup("converge", "--stage", "boot.before");
  assert.equal(code, 0, stdout);
  assert.match(stdout.replace(/\s+/g, " "), /recovery system .* only looked at/);
});
