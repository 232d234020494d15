import type { FileOwner, HostView } from "../../engine/index.ts";
import { modeEnsure } from "../../steps/index.ts";
import { cannotSay, clear, defineSymptom, found, notHere } from "../symptom.ts";

const FOLDER = "/opt/cni/bin";
const ROOT: FileOwner = { uid: 0, gid: 0 };

export const cniOwnership = defineSymptom({
  id: "network.cni-ownership",
  code: "CNI_PROGRAMS_NOT_ROOTS",
  row: "D14",
  title: "The pod network never starts, and all pods wait in ContainerCreating",
  cause:
    "The programs of the pod network do not belong to root, and the runtime may not start or replace them.",
  source: "Palette Edge, agent mode",
  async probe({ host }) {
    const names = await host.files.list(FOLDER);
    if (names === undefined) return notHere(`${FOLDER} is not there`);
    const whole = await ownerOf(host, "/");
    if (whole === undefined) return cannotSay("this host does not say whom files belong to");
    // Where not even / is root's, ids are not those of the machine: a container, a rehearsal.
    if (!isSame(whole, ROOT)) return notHere("ids of users are not those of the machine here");
    const paths = [FOLDER, ...names.map((name) => `${FOLDER}/${name}`)];
    const owners = await Promise.all(
      paths.map(async (path) => ({ path, owner: await ownerOf(host, path) })),
    );
    const wrong = owners.flatMap(({ path, owner }) =>
      owner === undefined || isSame(owner, ROOT) ? [] : [{ path, owner }],
    );
    if (wrong.length === 0) return clear(`${FOLDER} belongs to root`);
    const evidence = wrong.map(({ path, owner }) => `${path}: owner ${owner.uid}:${owner.gid}`);
    return found(["likely", "node-down"], evidence, { subjects: wrong.map(({ path }) => path) });
  },
  fix: [
    "Give it to root: chown -R root:root /opt/cni/bin.",
    "Put the same command into the boot stages of the user-data, because the agent may unpack it again.",
  ],
  mend: ({ subjects = [] }) =>
    subjects.map((path, index) => modeEnsure({ id: `owner-${index + 1}`, path, owner: ROOT })),
});

/** Of what is no link: a link belongs to whoever made it, and nobody asks. */
async function ownerOf(host: HostView, path: string): Promise<FileOwner | undefined> {
  const stat = await host.files.stat(path);
  return stat?.kind === "link" ? undefined : stat?.owner;
}

function isSame(one: FileOwner, other: FileOwner): boolean {
  return one.uid === other.uid && one.gid === other.gid;
}
