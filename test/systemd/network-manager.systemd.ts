// A change of the network on a real NetworkManager, tried by the real program: settings it made up
// itself and settings of a person come back; what is kept stays. One file, for the tests build on
// each other.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { after, before, test } from "node:test";
import { eventually } from "../support/eventually.ts";
import { documentText } from "./documents.ts";
import { type Lab, openLab, whyNot } from "./lab.ts";
import { agentAnswers } from "./look.ts";
import { createMachine, type Machine, write } from "./machine.ts";
import { networkManagerTree } from "./network-manager-tree.ts";
import { siteNetwork } from "./site-network.ts";
import {
  becomes,
  beginTrial,
  endTime,
  isOnline,
  kernelState,
  runIs,
  trialOutcome,
} from "./trials.ts";

const why = whyNot({ dnsmasq: "dnsmasq-base" });
const skip = why === undefined ? false : `NetworkManager not tested: ${why}`;
if (skip !== false) process.stdout.write(`\nSKIPPED, ${skip}\n\n`);

const PROFILES = "/etc/NetworkManager/system-connections";
const LAN = `[connection]
id=lan
uuid=3f3f0b8e-5d0c-4f0e-9a38-0a64c3a2b8aa
type=ethernet
interface-name=eth0
autoconnect-priority=200

[ipv4]
method=auto

[ipv6]
method=link-local
`;
const SECOND = { name: "eth1", ipv4: { method: "static", addresses: ["10.98.0.2/24"] } };
const LEASED = /10\.99\.0\.1\d\d\/24/;
const MOVED = /10\.99\.0\.50\/24/;
const BACK = "files=equal\nkernel=equal\n";

let lab: Lab;
let host: Machine;
let first: object;

before(async () => {
  if (skip !== false) return;
  lab = await openLab(siteNetwork, networkManagerTree);
  host = createMachine(lab, "edge");
  write(host, "/root/moved.yaml", moved({}));
  write(host, "/root/taken-over.yaml", moved({ adopt: true }));
  write(host, "/root/both.yaml", moved({ adopt: true }, "10.99.0.1", [SECOND]));
  write(host, "/root/lost.yaml", moved({}, "10.99.0.254"));
  await host.boot();
  await host.sh("ln -sf /run/systemd/resolve/stub-resolv.conf /etc/resolv.conf");
  await host.sh("systemctl enable --now systemd-resolved");
  await host.sh("systemctl enable NetworkManager; systemctl restart NetworkManager");
  await isOnline(host, LEASED);
  await host.sh("systemctl enable --now /usr/lib/bringup/packaging/bringup-agent.service");
  await agentAnswers(host);
});

after(async () => {
  await host?.powerOff();
  lab?.close();
});

function moved(
  more: { readonly adopt?: true },
  gateway = "10.99.0.1",
  others: readonly object[] = [],
): string {
  const ipv4 = { method: "static", addresses: ["10.99.0.50/24"], gateway };
  const dns = { servers: ["10.99.0.1"] };
  const eth0 = { name: "eth0", ...more, ipv4, dns };
  return documentText({ network: { interfaces: [eth0, ...others] } });
}

const active = () => host.sh("nmcli -t -f NAME,DEVICE connection show --active | grep :eth");

/** The kernel, the settings in force and the files of NetworkManager. */
async function state(): Promise<object> {
  return {
    ...(await kernelState(host)),
    active: await active(),
    files: await host.sh(`cd ${PROFILES} && ls -l --time-style=+ && grep -r . . | sort`),
  };
}

async function keeps(document: string, links: string): Promise<void> {
  await beginTrial(host, document, MOVED);
  const { code, stdout, stderr } = await host.bringup("network", "keep");
  assert.deepEqual([code, stdout], [0, `The change of ${links} is kept.\n`], stderr);
  await trialOutcome(host);
  await runIs(host, "succeeded");
}

async function comesBackAfter(document: string): Promise<void> {
  const { code, stdout, stderr } = await host.bringup("apply", "-f", document, "--yes");
  assert.equal(code, 5, stdout + stderr);
  assert.match(stdout + stderr, /10\.99\.0\.254 does not answer; the host is as before, read back/);
}

test("settings NetworkManager made up itself need no leave, and come back", { skip }, async () => {
  first = await state();
  assert.match(JSON.stringify(first), /Wired connection 1:eth0/);
  await comesBackAfter("/root/lost.yaml");
  await becomes(state, first);
});

test("settings of a person are left alone until the document takes them over", {
  skip,
}, async () => {
  write(host, `${PROFILES}/lan.nmconnection`, LAN);
  await host.sh("nmcli connection reload; nmcli --wait 25 connection up lan");
  await isOnline(host, LEASED);
  first = await state();
  const { code, stdout, stderr } = await host.bringup("apply", "-f", "/root/moved.yaml", "--yes");
  assert.notEqual(code, 0);
  assert.match(
    stdout + stderr,
    /eth0 is configured by NetworkManager \(\/etc\/NetworkManager\/.*\/lan\.nmconnection\)/,
  );
  assert.deepEqual(await state(), first);
});

test("nobody confirms and the agent is dead: the settings of that person come back", {
  skip,
}, async () => {
  await beginTrial(host, "/root/taken-over.yaml", MOVED);
  await host.sh("systemctl mask --runtime bringup-agent");
  await host.sh("systemctl kill --signal=KILL bringup-agent");
  await endTime(host);
  assert.equal(await trialOutcome(host), `is=reverted\nwhy=not confirmed in time\n${BACK}`);
  await becomes(state, first);
  await host.sh("systemctl unmask --runtime bringup-agent; systemctl start bringup-agent");
  await agentAnswers(host);
  assert.equal((await runIs(host, "paused")).steps[0].error.code, "NETWORK_REVERTED");
});

test("with the power gone in mid-try the next boot has the former address", { skip }, async () => {
  await beginTrial(host, "/root/taken-over.yaml", MOVED);
  await host.cutPower();
  forgetLinks();
  await host.boot();
  await isOnline(host, LEASED);
  const said = "is=reverted\nwhy=the host restarted before the change was confirmed\n";
  assert.equal(await trialOutcome(host), said + BACK);
  await becomes(state, first);
  await agentAnswers(host);
  await runIs(host, "paused");
});

test("kept it is there after a restart", { skip }, async () => {
  await keeps("/root/taken-over.yaml", "eth0");
  const inForce = await state();
  assert.match(JSON.stringify(inForce), /bringup-eth0:eth0/);
  await host.powerOff();
  forgetLinks();
  await host.boot();
  await isOnline(host, MOVED);
  await becomes(state, inForce);
});

test("a link that had nothing has nothing again", { skip }, async () => {
  const far = `${lab.namespace}-site`;
  const pair = ["link", "add", "eth1", "netns", lab.namespace, "type", "veth"];
  execFileSync("ip", [...pair, "peer", "name", "port1", "netns", far]);
  execFileSync("ip", ["-n", far, "link", "set", "port1", "up"]);
  await eventually(
    "eth1 is told to have nothing",
    async () => (await host.run("nmcli", "device", "disconnect", "eth1")).code === 0,
  );
  const before = await state();
  await beginTrial(host, "/root/both.yaml", MOVED);
  await host.bringup("network", "revert");
  assert.match(await trialOutcome(host), new RegExp(`^is=reverted\n.*\n${BACK}`));
  await becomes(state, before);
  await runIs(host, "paused");
});

test("a link that the document no longer names goes to the settings there are for it", {
  skip,
}, async () => {
  await keeps("/root/both.yaml", "eth1");
  assert.match(await active(), /bringup-eth1:eth1/);
  await keeps("/root/taken-over.yaml", "eth1");
  assert.match(await active(), /bringup-eth0:eth0/);
  assert.doesNotMatch(await active(), /bringup-eth1/);
});

/** The links of a machine go with its power; those of a container stay. */
function forgetLinks(): void {
  const inside = ["-n", lab.namespace];
  execFileSync("ip", [...inside, "addr", "flush", "dev", "eth0"]);
  execFileSync("ip", [...inside, "link", "set", "eth0", "down"]);
}
