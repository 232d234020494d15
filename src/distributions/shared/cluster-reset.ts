import { BEFORE_RECOVERY, type RecoveryGuide } from "../recovery.ts";
import type { ServerKind } from "./server-kind.ts";

export interface ResetWords {
  /** Where the steps are from. */
  readonly source: string;
  /** Name of the program, as it is typed. */
  readonly program: string;
  /** Name of the service, as it is typed. */
  readonly service: string;
  readonly stop: { readonly commands: readonly string[]; readonly danger: string };
}

type Reset = Pick<ServerKind, "title" | "data" | "database" | "config">;

/** Pure. distributions.md 3.5; the flag makes a cluster of one out of the data of this server. */
export function clusterReset(
  { title, data, database, config }: Reset,
  { source, program, service, stop }: ResetWords,
): RecoveryGuide {
  return {
    id: "etcd-quorum-lost",
    title: "etcd has lost its quorum",
    source,
    before: [
      ...BEFORE_RECOVERY,
      `Have the token of the cluster at hand: ${data}/server/token on any server.`,
    ],
    steps: [
      {
        title: `Stop ${title}`,
        where: "every survivor",
        why: "A server that still runs would answer with the old members.",
        commands: stop.commands,
        check: `systemctl is-active ${service} says inactive.`,
        dangers: [stop.danger],
      },
      {
        title: "Keep a copy of the data",
        where: "every survivor",
        why: "It is the only way back from a wrong choice in the next steps.",
        commands: [`cp -a ${database} ${database}.before-reset`],
        check: "The copy is as large as the original (du -s).",
        dangers: ["It needs as much free space as the data itself."],
      },
      {
        title: "Make a cluster of one",
        where: "one survivor",
        why: "Its etcd forgets all other members and goes on with its own data; take the one that was up last.",
        commands: [`${program} server --cluster-reset`],
        check:
          "It ends by itself, saying that membership has been reset and to restart without --cluster-reset.",
        dangers: [
          `Take a line that begins with server: out of ${config} first, or it joins instead.`,
          "Anything newer on another survivor is lost.",
          `To go back to a snapshot add --cluster-reset-restore-path=FILE, and all since then is lost.`,
        ],
      },
      {
        title: `Start ${title} again`,
        where: "one survivor",
        why: "It now leads a cluster of one, and others can join.",
        commands: [`systemctl start --no-block ${service}`],
        check: "This page shows etcd with one voter that leads, and the API ready.",
        dangers: [],
      },
      {
        title: "Join the others again",
        where: "the other survivors",
        why: "Their data belongs to members that no longer exist.",
        commands: [
          `mv ${database} ${database}.before-join`,
          `systemctl start --no-block ${service}`,
        ],
        check: "One after the other they show up here as learner, then as voter.",
        dangers: [
          "config.yaml must name the first one as server: before the start, or it founds a cluster of its own.",
          "One at a time: etcd takes a single learner.",
        ],
      },
    ],
  };
}
