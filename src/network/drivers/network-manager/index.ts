import { type Argv, factOf, type HostView } from "../../../engine/index.ts";
import type { NetworkChange } from "../../change.ts";
import { printedBy } from "../../ip-json.ts";
import type { Claim } from "../../seen.ts";
import { type LinkWork, type NetworkDriver, ownFiles, runningOf } from "../driver.ts";
import { connectionOf, FOLDER, PREFIX, renderKeyfiles } from "./render.ts";

const UNIT = "NetworkManager.service";
const IS_OURS = new RegExp(`^${PREFIX}.+\\.nmconnection$`);

/** NetworkManager: a keyfile for each link, told through nmcli. */
export const networkManager: NetworkDriver = {
  id: "NetworkManager",
  async observe(host, { signal }) {
    const running = await runningOf(host, UNIT);
    if (running.is !== "known") return running;
    return factOf(async () => ({
      runs: running.value,
      claims: running.value ? await claimsOf(host, signal) : [],
      own: await ownFiles(host, FOLDER, (name) => IS_OURS.test(name)),
      foreign: [],
    }));
  },
  render: renderKeyfiles,
  parts: (files) =>
    new Map(
      files.flatMap(({ path, content }) => {
        const name = path.slice(path.lastIndexOf("/") + 1);
        if (!IS_OURS.test(name)) return [];
        return [[name.slice(PREFIX.length, -".nmconnection".length), content] as const];
      }),
    ),
  commands,
};

/** Active settings, their file and their link. */
const ACTIVE: Argv = [
  "nmcli",
  "-t",
  "-f",
  "UUID,FILENAME,DEVICE",
  "connection",
  "show",
  "--active",
];

async function claimsOf(host: HostView, signal: AbortSignal): Promise<readonly Claim[]> {
  const text = await printedBy(host, ACTIVE, signal);
  return text.split("\n").flatMap((line) => {
    const [connection = "", file = "", link = ""] = terseFields(line);
    if (link === "" || link === "lo") return [];
    const name = file.slice(file.lastIndexOf("/") + 1);
    // netplan's own driver says which of its files it came from.
    if (name.startsWith("netplan-")) return [];
    const isOurs = file.startsWith(`${FOLDER}/`) && IS_OURS.test(name);
    const claim = { link, program: "NetworkManager", file, isOurs, connection };
    // What it makes up for a link that nobody has settings for lies in memory.
    const isUsual = file === "" || file.startsWith("/run/");
    return [isUsual ? { ...claim, isUsual: true as const } : claim];
  });
}

/** `nmcli -t`: fields between colons, a colon or backslash inside one behind a backslash. */
export function terseFields(line: string): readonly string[] {
  const fields = `${line}:`.matchAll(/((?:[^:\\]|\\.)*):/g);
  return [...fields].map(([, field = ""]) => field.replace(/\\(.)/g, "$1"));
}

/** A lease may take its time; without one the change is not in force. */
const WAIT = ["nmcli", "--wait", "25"] as const;

function commands(work: LinkWork): Pick<NetworkChange, "apply" | "revert"> {
  const { links, creates, recreates, removes, handsBack, withoutCarrier, former } = work;
  const made = [...creates, ...recreates];
  const remove = (name: string): Argv => ["nmcli", "device", "delete", name];
  // What is handed back loses its settings by the reload, and then gets others by itself.
  const isTold = (name: string) => ![...removes, ...handsBack, ...withoutCarrier].includes(name);
  const before = links.filter((name) => !creates.includes(name) && !removes.includes(name));
  return {
    apply: [
      ...[...recreates, ...removes].toReversed().map(remove),
      ["nmcli", "connection", "reload"],
      ...links
        .filter(isTold)
        .map((name): Argv => [...WAIT, "connection", "up", "id", connectionOf(name)]),
    ],
    revert: [
      ...made.toReversed().map(remove),
      ["nmcli", "connection", "reload"],
      ...before.map((name) => formerUp(name, former[name])),
    ],
  };
}

/** A link without settings in force had none by intent: `connect` would make some up. */
function formerUp(name: string, connection: string | undefined): Argv {
  if (connection === undefined) return [...WAIT, "device", "disconnect", name];
  return [...WAIT, "connection", "up", "uuid", connection];
}
