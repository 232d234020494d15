import type { HostIO, HostView } from "../../engine/index.ts";
import { commandLine, type InstallOrder, renderConfig } from "./order.ts";
import { eventIn, type InstallEvent } from "./progress.ts";

const NAMES = "kairos-agent";
const FOLDERS = ["/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin", "/bin", "/sbin"];
/** In memory, for root alone. */
const CONFIG = "/run/bringup/install.yaml";
/** A slow source over a phone, and a slow stick: half an hour is nothing unusual. */
const LIMIT_MS = 2 * 3_600_000;
/** The site's proxy is for whoever fetches the source. */
const PASSED_ON = /^(KAIROS_\w+|https?_proxy|no_proxy|all_proxy)$/i;

type Environment = Readonly<Record<string, string | undefined>>;

/** Path of Kairos' own agent: `KAIROS_AGENT_BIN`, where it is there, else as a shell finds it. */
export async function findAgent(host: HostView, env: Environment): Promise<string | undefined> {
  const told = env.KAIROS_AGENT_BIN;
  const places = FOLDERS.map((folder) => `${folder}/${NAMES}`);
  for (const path of told?.startsWith("/") ? [told, ...places] : places)
    if ((await host.files.stat(path)) !== undefined) return path;
  return undefined;
}

export interface Installing {
  readonly agent: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  onEvent(event: InstallEvent): void;
}

export type InstallOutcome =
  | { readonly is: "installed" }
  /** The drive may be half written. */
  | { readonly is: "failed"; readonly why: string };

/**
 * Hands the order to Kairos' agent, which partitions and writes; this program writes to no drive. Not
 * known from the contract: which of two files wins where the site's user-data names another device (the
 * installer of Kairos counts on its own), what exit codes the agent has beside 0, and whether it stops
 * cleanly when it is told to in the middle.
 */
export async function runInstall(
  host: HostIO,
  order: InstallOrder,
  { agent, env, signal, onEvent }: Installing,
): Promise<InstallOutcome> {
  let said: string | undefined;
  await host.files.writeAtomic(CONFIG, renderConfig(order), { mode: 0o600, signal });
  try {
    const outcome = await host.exec(commandLine(agent, order, CONFIG), {
      ...{ timeoutMs: LIMIT_MS, signal, env: { ...passedOn(env), KAIROS_AGENT_PROGRESS: "1" } },
      onLine(line) {
        const event = eventIn(line);
        if (event === undefined) return;
        if (event.is === "error") said = event.message;
        onEvent(event);
      },
    });
    if (outcome.is === "exited" && outcome.exitCode === 0 && said === undefined)
      return { is: "installed" };
    const how = outcome.is === "exited" ? `exit code ${outcome.exitCode}` : outcome.is;
    return { is: "failed", why: said ?? `${NAMES}: ${how}` };
  } finally {
    await host.files.remove(CONFIG);
  }
}

function passedOn(env: Environment): Readonly<Record<string, string>> {
  const wanted = Object.entries(env).filter(([name]) => PASSED_ON.test(name));
  return Object.fromEntries(wanted.flatMap(([name, value]) => (value ? [[name, value]] : [])));
}
