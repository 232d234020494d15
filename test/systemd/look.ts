import { eventually } from "../support/eventually.ts";
import type { Printed } from "../support/printed.ts";
import type { Ended, Machine } from "./machine.ts";

/** One look may take half a second, a reboot and a resumed run many of them. */
const LIMIT_MS = 180_000;

/** What the programs of the host itself say about its settings, whoever made them. */
export async function settingsInForce(host: Machine): Promise<Readonly<Record<string, string>>> {
  const looks = {
    hostname: "hostname",
    own: "getent ahostsv4 $(hostname) | head -1",
    resolvers: "grep -E '^(nameserver|search)' /run/systemd/resolve/resolv.conf | tr '\\n' ' '",
    time: "timedatectl show-timesync -p SystemNTPServers",
    zone: "timedatectl show -p Timezone --value",
    proxy: "sh -lc 'echo $HTTPS_PROXY'",
  };
  const seen: Record<string, string> = {};
  for (const [name, line] of Object.entries(looks)) seen[name] = (await host.sh(line)).trim();
  return seen;
}

export interface Shown {
  readonly id?: string;
  readonly status?: string;
  readonly state?: string;
  readonly title?: string;
  readonly [key: string]: Printed;
}

export function jsonLines<Line = Shown>(text: string): readonly Line[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}

async function snapshot(host: Machine): Promise<Shown | undefined> {
  return jsonLines((await host.bringup("status", "--json")).stdout)[0];
}

async function stepsOf(host: Machine): Promise<readonly Shown[]> {
  return (await snapshot(host))?.run?.steps ?? [];
}

/** The service answers, not an engine within the command that asks. */
export async function agentAnswers(host: Machine): Promise<void> {
  await eventually(
    "the agent answers",
    async () => {
      const pid = await host.sh("systemctl show -p MainPID --value bringup-agent");
      return pid !== "0" && (await snapshot(host))?.engine?.pid === Number(pid);
    },
    LIMIT_MS,
  );
}

/** @throws when the command that follows the run ends before. */
export async function stepInHand(host: Machine, title: RegExp, following?: Promise<Ended>) {
  await beforeItEnds(
    following,
    eventually(
      `the step ${title} is in hand`,
      async () =>
        (await stepsOf(host)).some(
          (step) => step.state === "running" && title.test(step.title ?? ""),
        ),
      LIMIT_MS,
    ),
  );
}

/** At least one step is done, and not all of them. @throws when the command ends before. */
export async function runHasBegun(host: Machine, following: Promise<Ended>): Promise<void> {
  await beforeItEnds(
    following,
    eventually(
      "the run has begun",
      async () => (await stepsOf(host)).some((step) => step.state === "done"),
      LIMIT_MS,
    ),
  );
}

/** @throws when the command that follows the run ends before. */
export async function beforeItEnds(
  following: Promise<Ended> | undefined,
  reached: Promise<unknown>,
): Promise<void> {
  const early = following?.then(({ code, stdout, stderr }) => {
    throw new Error(`ended early with ${code}: ${stdout}${stderr}`);
  });
  // Which of the two loses no longer matters.
  early?.catch(() => undefined);
  reached.catch(() => undefined);
  await Promise.race(early === undefined ? [reached] : [reached, early]);
}

export async function runEnds(host: Machine, state: string): Promise<void> {
  await eventually(
    `the run is ${state}`,
    async () => (await snapshot(host))?.run?.state === state,
    LIMIT_MS,
  );
}

export async function isReady(host: Machine): Promise<void> {
  await eventually(
    "the cluster is Ready",
    async () => (await host.bringup("status")).code === 0,
    LIMIT_MS,
  );
}
