// A change of the network on a real systemd-networkd, tried by the real program: nobody confirms and
// the agent is dead, the power goes, it is kept. One file, for booting takes longest.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, beforeEach, test } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { agentAnswers } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";
import { siteNetwork } from "./site-network.ts";
import {
  becomes,
  beginTrial,
  endTime,
  isOnline,
  kernelState,
  runIs,
  toldOf,
  trialOutcome,
} from "./trials.ts";

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

const LEASED = /10\.99\.0\.1\d\d\/24/;
const STATIC = /10\.99\.0\.50\/24/;
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
  await isOnline(host, LEASED);
  await host.sh("systemctl enable --now /usr/lib/bringup/packaging/bringup-agent.service");
  await agentAnswers(host);
  first = await state();
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

/** The kernel and the files of the network program. */
async function state(): Promise<object> {
  const files = "cd /etc/systemd/network && grep -r . . | sort; stat -c '%n %a %U' *";
  return { ...(await kernelState(host)), files: await host.sh(files) };
}

const begin = () => beginTrial(host, "/root/moved.yaml", STATIC);

/** Everything of ours; the agent does not start again before the next boot. */
async function killAll(): Promise<void> {
  await host.sh("systemctl mask --runtime bringup-agent");
  await host.sh("systemctl kill --signal=KILL bringup-agent");
  await host.sh("pkill -KILL -f '^/usr/lib/bringup' || true");
}

beforeEach(async () => {
  if (skip === false) await asAtFirst();
});

/** One that failed leaves a try, a dead agent or another network behind: the next test begins as if it had not. */
async function asAtFirst(): Promise<void> {
  if (isDeepStrictEqual(await state(), first)) return;
  await host.sh("systemctl unmask --runtime bringup-agent; systemctl start bringup-agent");
  await agentAnswers(host);
  await host.bringup("network", "revert");
  await host.sh("rm -f /etc/systemd/network/10-bringup-*; systemctl restart systemd-networkd");
  await becomes(state, first);
}

test("the plan says which address goes, which comes, and how it comes back", { skip }, async () => {
  const { stdout } = await host.bringup("plan", "-f", "/root/moved.yaml");
  assert.match(stdout, /10\.99\.0\.50\/24/);
  assert.match(stdout, /Kept only when confirmed within 120 s/);
});

test("killed with everything of ours, the address comes back when its time is over", {
  skip,
}, async () => {
  await begin();
  await killAll();
  await endTime(host);
  const outcome = await trialOutcome(host);
  const wanted = "is=reverted\nwhy=not confirmed in time\nfiles=equal\nkernel=equal\n";
  assert.ok(outcome === wanted, `${outcome}\n${outcome === wanted ? "" : await toldOf(host)}`);
  assert.deepEqual(await state(), first);

  await host.sh("systemctl unmask --runtime bringup-agent; systemctl start bringup-agent");
  await agentAnswers(host);
  const run = await runIs(host, "paused");
  assert.equal(run.steps[0].error.code, "NETWORK_REVERTED");
  assert.match(run.message ?? "", /not confirmed in time; the host is as before, read back/);
});

test("a gateway that does not answer is not waited for", { skip }, async () => {
  const { code, stdout, stderr } = await host.bringup("apply", "-f", "/root/lost.yaml", "--yes");
  assert.equal(code, 5, stdout + stderr);
  assert.match(stdout + stderr, /10\.99\.0\.254 does not answer; the host is as before, read back/);
  // The agent takes its units away after it has answered.
  await becomes(state, first);
});

test("with the power gone in mid-try the next boot has the former address", { skip }, async () => {
  await begin();
  await host.cutPower();
  // The links of a machine go with its power; those of a container stay.
  execFileSync("ip", ["-4", "-n", lab.namespace, "addr", "flush", "dev", "eth0"]);
  await host.boot();
  await isOnline(host, LEASED);
  assert.match(
    await trialOutcome(host),
    /why=the host restarted before the change was confirmed\nfiles=equal\nkernel=equal/,
  );
  assert.deepEqual(await state(), first);
  await agentAnswers(host);
  assert.match(
    (await runIs(host, "paused")).message ?? "",
    /restarted before the change was confirmed/,
  );
});

test("kept with the agent dead it is there after a restart, and its run has succeeded", {
  skip,
}, async () => {
  await begin();
  await killAll();
  const kept = await host.bringup("network", "keep");
  assert.deepEqual([kept.code, kept.stdout], [0, "The change of eth0 is kept.\n"], kept.stderr);
  await trialOutcome(host);
  const inForce = await state();
  assert.notDeepEqual(inForce, first);
  await host.reboot();
  await isOnline(host, STATIC);
  await becomes(state, inForce);
  await agentAnswers(host);
  await runIs(host, "succeeded");
});
