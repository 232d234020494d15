import type { RunState } from "../engine/index.ts";
import { errorView } from "../errors/index.ts";
import { lookAtBoot } from "./boot-watch.ts";
import type { ClusterDesks } from "./cluster-desks.ts";
import { lookAtCluster } from "./cluster-watch.ts";
import { enforce } from "./enforce.ts";
import { lookAgainWhenLate } from "./late-looks.ts";
import { lookAtOffers } from "./offers.ts";
import type { ServiceParts } from "./parts.ts";

type Look = (signal: AbortSignal) => Promise<unknown>;

export interface BackgroundParts extends ServiceParts {
  readonly cluster: ClusterDesks;
  readonly watchNetwork: Look;
  readonly recallRegistration: Look;
  /** Aborted when the agent stops. */
  readonly signal: AbortSignal;
}

export interface Background {
  begin(): void;
  /** Once all of it has ended, which the signal asks for. */
  ended(): Promise<unknown>;
}

/** What goes on without anybody's asking: looks, watches, and what a finished step makes due. */
export function createBackground(parts: BackgroundParts): Background {
  const { board, clock, hostWatch, store, cluster, signal } = parts;
  const { about, lookAtSettings } = cluster;
  const loops: Promise<unknown>[] = [];

  /** For looks nobody waits for: a failure is said, and never a reason to stop. */
  async function quietly(look: Look): Promise<void> {
    try {
      await look(signal);
    } catch (thrown) {
      if (!signal.aborted) board.note("error", "agent", errorView(thrown).message);
    }
  }

  const lookAtWhatIsOffered = () => quietly((asked) => lookAtOffers(about, asked));

  function followRuns(): void {
    let lastRun = board.snapshot().run;
    board.watch((change) => {
      // Which networks are kept from a proxy depends on the interfaces.
      if (change.slice === "inventory") loops.push(lookAtSettings());
      if (change.slice !== "run" && change.slice !== "document") return;
      const { run } = board.snapshot();
      if (change.slice === "run" && finishedSteps(run) === finishedSteps(lastRun)) return;
      lastRun = run;
      loops.push(lookAtSettings());
      if (run === null || run.endedMs === null) return;
      // A run may have named the host anew, formed a cluster, and brought what one is installed from.
      loops.push(quietly(hostWatch.refresh), lookAtCluster(about, signal), lookAtWhatIsOffered());
    });
  }

  return {
    begin() {
      followRuns();
      loops.push(
        lookAtSettings(),
        quietly(() => lookAtBoot(parts)),
      );
      const looks = {
        look: (asked: AbortSignal) => Promise.all([hostWatch.refresh(asked), lookAtSettings()]),
        judge: hostWatch.runChecks,
      };
      loops.push(
        quietly(hostWatch.runChecks),
        quietly((asked) => lookAgainWhenLate({ board, clock, ...looks }, asked)),
        lookAtWhatIsOffered(),
        ...cluster.watch(),
        quietly(parts.watchNetwork),
      );
      // Who cannot remember the answers does not speak with the plane.
      const isKept = store.access.is === "read-write";
      const recalled = isKept ? quietly(parts.recallRegistration) : Promise.resolve();
      loops.push(recalled, enforce({ ...parts, recalled, signal }));
    },
    ended: () => Promise.allSettled(loops),
  };
}

/** A finished step or an ended run may have changed what the host has. */
function finishedSteps(run: RunState | null): string {
  const done = run?.steps.filter((step) => step.state === "done" || step.state === "undone");
  return `${run?.id} ${run?.state} ${done?.length}`;
}
