import type { StoreSource } from "../../datastore/index.ts";
import type { Speaker } from "../../dqlite/index.ts";
import type { Clock, HostView } from "../../engine/index.ts";
import { ACTS, holds, type PracticeAct } from "./acts.ts";
import { type Door, type DoorState, openDoor } from "./door.ts";
import { FIRST_LEADER, MEMBERS, OWN } from "./members.ts";
import { type Whereabouts, withSiteNetwork } from "./network.ts";
import { createRaft, type Raft, type Standing } from "./raft.ts";
import { storesOf } from "./stores.ts";

/**
 * Three members of a Dqlite that is not there: they answer the real protocol on loopback, and what
 * they say comes from a model of Raft. This host stands at the first of them.
 */
export interface PracticeSite {
  /** Their names; this host's own is the first. */
  readonly members: readonly string[];
  practise(act: PracticeAct, member: string): Promise<PracticeOutcome>;
  /** The site's store as this host sees it, through the real client. */
  openStores(patience?: Parameters<typeof storesOf>[1]): StoreSource;
  close(): Promise<void>;
}

type PracticeOutcome =
  | { readonly is: "done"; readonly note: string }
  | { readonly is: "refused"; readonly why: string };

/** `machine`: whose loopback the members are on; its clock is theirs. */
export async function openPracticeSite(
  machine: HostView,
  random: () => number = Math.random,
): Promise<PracticeSite> {
  const { clock } = machine;
  const names = MEMBERS.map(({ name }) => name).toSorted(
    (one, other) => Number(other === FIRST_LEADER) - Number(one === FIRST_LEADER),
  );
  const raft = createRaft({ names, nowMs: clock.monotonicMs(), random });
  const standings = () => raft.standings(clock.monotonicMs());
  const doors = new Map<string, Door>();
  const close = async () => {
    for (const door of doors.values()) await door.close();
  };
  try {
    for (const { name } of MEMBERS) doors.set(name, await openDoor(speakerOf(name, standings)));
  } catch (thrown) {
    await close();
    throw thrown;
  }
  const whereabouts = (address: string): Whereabouts | undefined => {
    const member = MEMBERS.find((each) => each.address === address);
    const door = doors.get(member?.name ?? "");
    if (member === undefined || door === undefined) return undefined;
    return isReached(member.name, standings()) ? { port: door.port } : "cut off";
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    members: MEMBERS.map(({ name }) => name),
    practise(act, member) {
      const done = last.then(() => practise({ act, member, raft, clock, doors }));
      last = done.catch(() => undefined);
      return done;
    },
    openStores: (patience) => storesOf(withSiteNetwork(machine, whereabouts), patience),
    close,
  };
}

type Standings = ReadonlyMap<string, Standing>;

interface Practising {
  readonly act: PracticeAct;
  readonly member: string;
  readonly raft: Raft;
  readonly clock: Clock;
  readonly doors: ReadonlyMap<string, Door>;
}

async function practise(practising: Practising): Promise<PracticeOutcome> {
  const { act, member, raft, clock, doors } = practising;
  const standing = raft.standings(clock.monotonicMs()).get(member);
  if (standing === undefined) return { is: "refused", why: `no member is called ${member}` };
  const { to, after, obstacle } = ACTS[act];
  const why = obstacle?.(standing);
  if (why !== undefined) return { is: "refused", why: `${member} ${why}` };
  const already = holds(ACTS[act], standing) ? ", as before" : "";
  raft.change(member, to, clock.monotonicMs());
  const now = raft.standings(clock.monotonicMs());
  for (const [name, door] of doors) await door.set(doorStateOf(name, now));
  return { is: "done", note: `${member} ${after}${already}` };
}

/** Whether what this host sends gets there. */
function isReached(name: string, all: Standings): boolean {
  return name === OWN || !(all.get(name)?.isCut || all.get(OWN)?.isCut);
}

function doorStateOf(name: string, all: Standings): DoorState {
  const condition = all.get(name)?.condition;
  // Behind a cable that is out nobody learns that it is stopped.
  if (!isReached(name, all) || condition === "frozen") return "silent";
  return condition === "stopped" ? "refuses" : "answers";
}

function speakerOf(name: string, standings: () => Standings): Speaker {
  return {
    leader() {
      const leader = standings().get(name)?.leader;
      return MEMBERS.find((each) => each.name === leader);
    },
    cluster: () => MEMBERS,
    describe: () => ({ failureDomain: 0n, weight: 0n }),
  };
}
