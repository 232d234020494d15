import assert from "node:assert/strict";
import { FOLDERS, NAMES, WATCH_UNIT } from "../../src/network/try/folder.ts";
import { documentText } from "../systemd/documents.ts";
import { inGuest } from "./deadline.ts";
import type { Guest } from "./guest.ts";
import type { NetworkDocument } from "./netplan-documents.ts";

const DOCUMENT = "/root/network.yaml";
const FOLDER = FOLDERS.usual;
const LIMIT_MS = inGuest(10_000);

export async function apply(guest: Guest, spec: NetworkDocument) {
  await guest.write(DOCUMENT, documentText(spec));
  return guest.bringup("apply", "-f", DOCUMENT, "--yes");
}

/** The plan for the document that was applied last. */
export const planAgain = (guest: Guest) => guest.bringup("plan", "-f", DOCUMENT);

/** Returns when the change is in force and waits for an answer. @throws when `apply` ends before */
export async function beginTry(guest: Guest, spec: NetworkDocument): Promise<void> {
  const ended = apply(guest, spec).then(({ code, stdout, stderr }) => {
    throw new Error(`ended early with ${code}: ${stdout}${stderr}`);
  });
  // Asking the program would take longer than what is waited for.
  const isTried = `[ -s ${FOLDER}/${NAMES.applied} ] && [ ! -e ${FOLDER}/${NAMES.outcome} ]`;
  const tried = guest.sh(`until ${isTried}; do sleep 1; done`, LIMIT_MS);
  // Which of the two loses no longer matters.
  for (const one of [ended, tried]) one.catch(() => undefined);
  await Promise.race([tried, ended]);
  // What a person does within two minutes takes longer here.
  await endsIn(guest, 3600);
}

/** The agent has looked at the change in force, and saw this. */
export async function isSeen(guest: Guest, evidence: string): Promise<void> {
  const proofs = `${FOLDER}/${NAMES.proofs}`;
  await guest.sh(`until grep -q '${evidence}' ${proofs}; do sleep 1; done`, LIMIT_MS);
}

/** Everything of ours at once, and it does not start again. */
export async function killAgent(guest: Guest): Promise<void> {
  await guest.sh(`
    systemctl mask --runtime bringup-agent 2>/dev/null
    systemctl kill --signal=KILL bringup-agent
    pkill -KILL -f '^/usr/lib/bringup' || true
    until [ "$(systemctl show -p MainPID --value bringup-agent)" = 0 ]; do sleep 0.2; done`);
}

/** The time of a tried change is over in so many seconds. */
export async function endsIn(guest: Guest, seconds: number): Promise<void> {
  await guest.sh(`
    read -r up _ </proc/uptime
    echo $((\${up%.*} + ${seconds})) >${FOLDER}/.d
    mv ${FOLDER}/.d ${FOLDER}/${NAMES.deadline}`);
}

/** What the script says of the end, once it has cleared up. */
export function outcome(guest: Guest): Promise<string> {
  const units = `/etc/systemd/system/${WATCH_UNIT}`;
  const ended = `[ ! -e ${units} ] && ! grep -q pending ${FOLDER}/${NAMES.outcome}`;
  return guest.sh(`until ${ended}; do sleep 1; done; cat ${FOLDER}/${NAMES.outcome}`, LIMIT_MS);
}

/** The tag is real: the far end has this address in this VLAN only. */
export async function farEndAnswers(guest: Guest): Promise<void> {
  await guest.sh("until ping -c 1 -W 2 -I bond0.100 10.99.100.1; do sleep 1; done");
}

/**
 * Addresses, routes, devices and name servers as the kernel and the resolver have them, and the files;
 * without what differs by itself: numbers of links, remaining times, which port of a bond came first.
 */
export function stateOf(guest: Guest): Promise<string> {
  return guest.sh(`
    ip -o addr | sed 's/^[0-9]*: *//; s/\\\\.*//; s/  */ /g' | sort
    ip -o link | sed 's/^[0-9]*: //; s/ qdisc.*//' | sort
    ip route | sort
    ip -6 route | sort
    cat /proc/net/bonding/* /proc/net/vlan/config 2>/dev/null |
      grep -E 'Mode|Slave Interface|Polling|[|]' | sort || true
    resolvectl dns | sed 's/^Link [0-9]* //' | sort
    grep -E '^(nameserver|search)' /run/systemd/resolve/resolv.conf
    stat -c '%n %a %U' /etc/netplan/*
    grep -H . /etc/netplan/*`);
}

/** After a boot: leases, carriers and checks for duplicates come one after another. */
export async function stateBecomes(guest: Guest, wanted: string): Promise<void> {
  const untilMs = performance.now() + LIMIT_MS;
  let state = await stateOf(guest);
  while (state !== wanted && performance.now() < untilMs) state = await stateOf(guest);
  assert.equal(state, wanted);
}
