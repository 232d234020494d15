import { factOf, type HostView } from "../../../engine/index.ts";
import { listIn, recordIn, textIn } from "../../../json/index.ts";
import { printedBy } from "../../ip-json.ts";
import type { Claim, SeenLink } from "../../seen.ts";
import { type NetworkDriver, ownFiles, runningOf } from "../driver.ts";
import { networkdCommands } from "./commands.ts";
import { networkdParts } from "./parts.ts";
import { FOLDER, PREFIX, renderNetworkd } from "./render.ts";

const UNIT = "systemd-networkd.service";

/** systemd-networkd: files of ours before all others, told through networkctl. */
export const networkd: NetworkDriver = {
  id: "systemd-networkd",
  async observe(host, { links, signal }) {
    const running = await runningOf(host, UNIT);
    if (running.is !== "known") return running;
    return factOf(async () => ({
      runs: running.value,
      claims: running.value ? await claimsOf(host, links, signal) : [],
      own: await ownFiles(host, FOLDER, (name) => name.startsWith(PREFIX)),
      foreign: [],
    }));
  },
  render: renderNetworkd,
  parts: networkdParts,
  commands: networkdCommands,
};

async function claimsOf(
  host: HostView,
  links: readonly SeenLink[],
  signal: AbortSignal,
): Promise<readonly Claim[]> {
  const files = await networkFiles(host, links, signal);
  return [...files].flatMap(([link, file]) => {
    // netplan's own driver says which of its files it came from.
    if (/\/10-netplan-[^/]*$/.test(file)) return [];
    const isOurs = file.startsWith(`${FOLDER}/${PREFIX}`);
    const isUsual = /^(\/usr)?\/lib\//.test(file);
    const claim = { link, program: "systemd-networkd", file, isOurs };
    return [isUsual ? { ...claim, isUsual: true as const } : claim];
  });
}

/** By link, the file that configures it. JSON from systemd 251 on; before, the table is read. */
async function networkFiles(
  host: HostView,
  links: readonly SeenLink[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  const text = await printedBy(host, ["networkctl", "--json=short", "list"], signal).catch(
    () => "",
  );
  const listed = listIn(recordIn(parsed(text)).Interfaces);
  const pairs =
    listed.length > 0
      ? listed.map((each) => [textIn(each, "Name") ?? "", textIn(each, "NetworkFile")] as const)
      : await Promise.all(links.map(({ name }) => fromTable(host, name, signal)));
  return new Map(pairs.flatMap(([name, file]) => (file === undefined ? [] : [[name, file]])));
}

async function fromTable(host: HostView, name: string, signal: AbortSignal) {
  const argv = ["networkctl", "status", "--no-pager", name] as const;
  const text = await printedBy(host, argv, signal);
  const file = /^\s*Network File:\s*(\/\S+)/m.exec(text)?.[1];
  return [name, file] as const;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
