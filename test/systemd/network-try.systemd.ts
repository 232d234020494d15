// A change of the network on a real systemd-networkd, tried by the real program: nobody confirms and
// the agent is dead, the power goes, it is kept. One file, for the tests build on each other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { FOLDERS, NAMES, WATCH_UNIT } from "../../src/network/try/folder.ts";
import { eventually } from "../support/eventually.ts";
import { documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { agentAnswers, jsonLines } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";
import { siteNetwork } from "./site-network.ts";

const why = whyNot({ dnsmasq: "dnsmasq-base" });
const skip = why === undefined ? false : `a tried network not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const LAN = "[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n";
const MOVED = {
  network: {
    interfaces: [
      {
        name: "eth0",
        adopt: true,
        ipv4: { method: "static", addresses: ["10.99.0.50/24"], gateway: "10.99.0.1" },
        dns: { servers: ["10.99.0.1"] },
      },
    ],
  },
};
const LOST = structuredClone(MOVED);
Object.assign(LOST.network.interfaces[0]?.ipv4 ?? {}, { gateway: "10.99.0.254" });

const FOLDER = FOLDERS.usual;
const LIMIT_MS = 90_000;
let lab: Lab;
let host: Machine;
let first: object;

before(async () => {
  if (skip !== false) return;
  lab = await openLab(siteNetwork);
  host = createMachine(lab, "edge");
  write(host, "/etc/systemd/network/10-lan.network", LAN, 0o644);
  write(host, "/root/moved.yaml", documentText(MOVED));
  write(host, "/root/lost.yaml", documentText(LOST));
  await host.boot();
  await host.sh("systemctl enable --now systemd-networkd systemd-resolved");
  await host.sh("ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf");
  await hasAddress(/10\.99\.0\.1\d\d\/24/);
  await host.sh("systemctl enable --now /usr/lib/bringup/packaging/bringup-agent.service");
  await agentAnswers(host);
  first = await state();
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

/** Addresses, routes, name servers and the files of the network program. */
async function state(): Promise<object> {
  const look = async (line: string) => (await host.sh(line)).replaceAll(/ +(?=\n|$)/g, "");
  return {
    addresses: await look("ip -o -4 addr show dev eth0 | sed 's/\\\\.*//'"),
    routes: await look("ip route show"),
    resolvers: await look("grep ^nameserver /run/systemd/resolve/resolv.conf"),
    files: await look("cd /etc/systemd/network && grep -r . . | sort; stat -c '%n %a %U' *"),
    units: await look(`ls /etc/systemd/system | grep -c network-revert || true`),
  };
}

function hasAddress(wanted: RegExp): Promise<unknown> {
  return eventually(
    `eth0 has ${wanted}`,
    async () => wanted.test(await host.sh("ip -o -4 addr show dev eth0")),
    LIMIT_MS,
  );
}

async function trial() {
  const shown = jsonLines((await host.bringup("network", "show", "--json")).stdout);
  return shown[0]?.network;
}

/** The real program applies the document; returns when the change waits to be kept. */
async function begin(): Promise<void> {
  const applying = host.start("/usr/bin/bringup", "apply", "-f", "/root/moved.yaml", "--yes");
  applying.stdout.resume();
  applying.stdin.end();
  let said = "";
  applying.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  await eventually(
    "the change is in force",
    async () => {
      if (applying.exitCode !== null) throw new Error(`apply ended: ${said}`);
      return (await trial())?.state === "applied";
    },
    LIMIT_MS,
  );
  await hasAddress(/10\.99\.0\.50\/24/);
}

function outcome(): Promise<string> {
  return eventually(
    "the script has said how it ended, and cleared up",
    async () => {
      const unit = await host.run("test", "-e", `/etc/systemd/system/${WATCH_UNIT}`);
      if (unit.code === 0) return false;
      return (await host.run("cat", `${FOLDER}/${NAMES.outcome}`)).stdout;
    },
    LIMIT_MS,
  );
}

const lastRun = async () => {
  const [run] = jsonLines((await host.bringup("run", "list", "--json")).stdout);
  return jsonLines((await host.bringup("run", "show", run?.id ?? "", "--json")).stdout)[0];
};

test("the plan says which address goes, which comes, and how it comes back", { skip }, async () => {
  const { stdout } = await host.bringup("plan", "-f", "/root/moved.yaml");
  assert.match(stdout, /10\.99\.0\.50\/24/);
  assert.match(stdout, /Kept only when confirmed within 120 s/);
});

test("killed with everything of ours, the address comes back when its time is over", {
  skip,
}, async () => {
  await begin();
  await host.sh("systemctl mask --runtime bringup-agent");
  await host.sh("systemctl kill --signal=KILL bringup-agent");
  await host.sh("pkill -KILL -f '^/usr/lib/bringup' || true");
  await host.sh(
    `read up _ </proc/uptime; echo $((\${up%.*} + 3)) >${FOLDER}/.d && mv ${FOLDER}/.d ${FOLDER}/${NAMES.deadline}`,
  );
  assert.equal(
    await outcome(),
    "is=reverted\nwhy=not confirmed in time\nfiles=equal\nkernel=equal\n",
  );
  assert.deepEqual(await state(), first);

  await host.sh("systemctl unmask --runtime bringup-agent; systemctl start bringup-agent");
  await agentAnswers(host);
  await eventually(
    "the agent has said so",
    async () => (await lastRun())?.state === "paused",
    LIMIT_MS,
  );
  const run = await lastRun();
  assert.equal(run?.steps[0].error.code, "NETWORK_REVERTED");
  assert.match(run?.message ?? "", /not confirmed in time; the host is as before, read back/);
});

test("a gateway that does not answer is not waited for", { skip }, async () => {
  const { code, stdout, stderr } = await host.bringup("apply", "-f", "/root/lost.yaml", "--yes");
  assert.equal(code, 5, stdout + stderr);
  assert.match(stdout + stderr, /10\.99\.0\.254 does not answer; the host is as before, read back/);
  assert.deepEqual(await state(), first);
});

test("with the power gone in mid-try the next boot has the former address", { skip }, async () => {
  await begin();
  await host.cutPower();
  // The links of a machine go with its power; those of a container stay.
  execFileSync("ip", ["-4", "-n", lab.namespace, "addr", "flush", "dev", "eth0"]);
  await host.boot();
  await hasAddress(/10\.99\.0\.1\d\d\/24/);
  assert.match(
    await outcome(),
    /why=the host restarted before the change was confirmed\nfiles=equal\nkernel=equal/,
  );
  assert.deepEqual(await state(), first);
  await agentAnswers(host);
  await eventually(
    "the agent has said so",
    async () => (await lastRun())?.state === "paused",
    LIMIT_MS,
  );
  assert.match((await lastRun())?.message ?? "", /restarted before the change was confirmed/);
});

test("kept it is there after a restart", { skip }, async () => {
  await begin();
  const kept = await host.bringup("network", "keep");
  assert.deepEqual([kept.code, kept.stdout], [0, "The change of eth0 is kept.\n"], kept.stderr);
  await outcome();
  await eventually(
    "the run has ended",
    async () => (await lastRun())?.state === "succeeded",
    LIMIT_MS,
  );
  const inForce = await state();
  assert.notDeepEqual(inForce, first);
  await host.reboot();
  await hasAddress(/10\.99\.0\.50\/24/);
  assert.deepEqual(await state(), inForce);
});
