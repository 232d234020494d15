import { type Argv, factOf, type HostView } from "../../../engine/index.ts";
import type { NetworkChange, NetworkFile } from "../../change.ts";
import type { SeenFile } from "../../seen.ts";
import {
  deleteLink,
  type LinkWork,
  type NetworkDriver,
  ownFiles,
  RESTART_NETWORKD,
  type Released,
  type ReleaseRequest,
} from "../driver.ts";
import { claimsIn, definitionsIn, withoutLinks } from "./claims.ts";
import { FOLDER, OWN_FILE, renderNetplan } from "./render.ts";

const PROGRAMS = ["/usr/sbin/netplan", "/usr/bin/netplan"];
const CLOUD_INIT = `${FOLDER}/50-cloud-init.yaml`;

/** netplan: one file of ours after all others, made into those of networkd or NetworkManager. */
export const netplan: NetworkDriver = {
  id: "netplan",
  observe: (host, { links }) =>
    factOf(async () => {
      if (!(await isThere(host))) return undefined;
      const files = await ownFiles(host, FOLDER, (name) => name.endsWith(".yaml"));
      return {
        // Without a file of anybody it renders nothing, and somebody else has the links.
        runs: files.length > 0,
        claims: files.flatMap((file) => claimsIn(file, links)),
        own: files.filter(({ path }) => path === OWN_FILE),
        foreign: files.filter(({ path }) => path !== OWN_FILE),
      };
    }),
  render: renderNetplan,
  parts,
  release,
  commands,
};

async function isThere(host: HostView): Promise<boolean> {
  const found = await Promise.all(PROGRAMS.map((path) => host.files.stat(path)));
  return found.some((stat) => stat !== undefined);
}

/** By link, its definition; the file has them all. */
function parts(files: readonly Pick<SeenFile, "path" | "content">[]): ReadonlyMap<string, string> {
  return new Map(
    files
      .filter(({ path }) => path === OWN_FILE)
      .flatMap(({ content }) => definitionsIn(content))
      .map(({ id, definition }) => [id, JSON.stringify(definition)]),
  );
}

function release({ foreign, names, links }: ReleaseRequest): Released {
  const files = foreign.flatMap((file): readonly NetworkFile[] => {
    const content = withoutLinks(file, { links, names });
    return content === undefined ? [] : [{ path: file.path, content, mode: file.mode }];
  });
  const after = foreign.map((file) => ({
    ...file,
    content: files.find(({ path }) => path === file.path)?.content ?? file.content,
  }));
  const claimed = after.flatMap((file) => claimsIn(file, links)).map(({ link }) => link);
  return {
    files: [...files, ...(files.some(({ path }) => path === CLOUD_INIT) ? [QUIET_CLOUD_INIT] : [])],
    left: names.filter((name) => claimed.includes(name)),
  };
}

/** cloud-init writes its file anew at each start unless it is told not to. */
const QUIET_CLOUD_INIT: NetworkFile = {
  path: "/etc/cloud/cloud.cfg.d/99-bringup-network.cfg",
  content:
    "# Written by bringup: the network of this host is in its document.\nnetwork: {config: disabled}\n",
  mode: 0o644,
};

function commands(work: LinkWork): Pick<NetworkChange, "apply" | "revert" | "again" | "atBoot"> {
  const { creates, recreates, removes } = work;
  // Renders first, and tells nobody when that fails.
  const apply: Argv = ["netplan", "apply"];
  const gone = [...creates, ...recreates].toReversed().map(deleteLink);
  return {
    apply: [...[...recreates, ...removes].toReversed().map(deleteLink), apply],
    revert: [...gone, apply],
    again: [...gone, apply, RESTART_NETWORKD],
    // The generator ran before the former file was back.
    atBoot: [["netplan", "generate"]],
  };
}
