import { parse } from "yaml";
import { type Blocked, type Fact, factOf, type HostView } from "../engine/index.ts";

/** A program that sets this host up itself, and would undo what somebody else does. */
export interface HostOwner {
  /** In words: `the agent of Palette`. */
  readonly title: string;
  /** What was found: a path, and what it says. */
  readonly evidence: string;
  readonly remedy: string;
}

/** Written by a provider while it forms a cluster, on every boot. */
const PROVIDER_FILE = "/usr/local/cloud-config/cluster.kairos.yaml";
const PROVIDER_FOLDERS = ["/system/providers", "/usr/local/system/providers"];
const CONFIG_FOLDERS = ["/oem", "/usr/local/cloud-config"];
/** Read by providers alone: with one of these at the top, a provider acts at the next boot. */
const PROVIDER_KEYS = ["cluster", "p2p"];

const PALETTE_UNITS = ["stylus-agent.service", "spectro-stylus-agent.service"];
const UNIT_FOLDERS = ["/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"];
/** Its plugin, and what it leaves where it came onto an ordinary Linux. */
const PALETTE_FILES = [
  "/opt/spectrocloud/bin/agent-provider-stylus",
  "/opt/spectrocloud/state/agent-mode",
];

/** Read-only. Absent: nobody else sets clusters up here. A provider with nothing to do owns nothing. */
export function observeHostOwner(host: HostView): Promise<Fact<HostOwner>> {
  return factOf(async () => (await paletteOn(host)) ?? (await providerOn(host)));
}

async function paletteOn(host: HostView): Promise<HostOwner | undefined> {
  const units = UNIT_FOLDERS.flatMap((folder) => PALETTE_UNITS.map((unit) => `${folder}/${unit}`));
  for (const path of [...PALETTE_FILES, ...units])
    if ((await host.files.stat(path)) !== undefined)
      return {
        title: "the agent of Palette",
        evidence: path,
        remedy:
          "Make and change the cluster in Palette or in its Local UI; here it can be watched.",
      };
  return undefined;
}

async function providerOn(host: HostView): Promise<HostOwner | undefined> {
  const remedy =
    "Change the cluster where it is asked for, in the user-data; here it can be watched.";
  if ((await host.files.stat(PROVIDER_FILE)) !== undefined)
    return { title: "a Kairos provider", evidence: PROVIDER_FILE, remedy };
  const plugin = await pluginOn(host);
  const asked = plugin === undefined ? undefined : await clusterAskedFor(host);
  if (plugin === undefined || asked === undefined) return undefined;
  return { title: "a Kairos provider", evidence: `${plugin}, and ${asked}`, remedy };
}

async function pluginOn(host: HostView): Promise<string | undefined> {
  for (const folder of PROVIDER_FOLDERS) {
    const names = (await host.files.list(folder)) ?? [];
    const plugin = names.toSorted().find((name) => name.startsWith("agent-provider-"));
    if (plugin !== undefined) return `${folder}/${plugin}`;
  }
  return undefined;
}

async function clusterAskedFor(host: HostView): Promise<string | undefined> {
  for (const folder of CONFIG_FOLDERS)
    for (const name of ((await host.files.list(folder)) ?? []).toSorted()) {
      if (!/\.ya?ml$/.test(name)) continue;
      const path = `${folder}/${name}`;
      const key = keyIn((await host.files.readText(path)) ?? "");
      if (key !== undefined) return `${path}: ${key}`;
    }
  return undefined;
}

/** What is no YAML is read by nobody. */
function keyIn(text: string): string | undefined {
  try {
    const top: unknown = parse(text);
    if (typeof top !== "object" || top === null) return undefined;
    return PROVIDER_KEYS.find((key) => key in top);
  } catch {
    return undefined;
  }
}

/** Why nothing may be planned for a cluster here; `undefined`: it may. */
export function ownerObstacle(owner: Fact<HostOwner>): Blocked | undefined {
  if (owner.is === "absent") return undefined;
  if (owner.is === "unknown")
    return {
      code: "CLUSTER_UNKNOWN",
      message: `cannot tell whether somebody else sets clusters up on this host: ${owner.why}`,
      hint: "",
    };
  const { title, evidence, remedy } = owner.value;
  return {
    code: "HOST_OWNED",
    message: `${title} sets up the clusters of this host (${evidence})`,
    hint: remedy,
  };
}
