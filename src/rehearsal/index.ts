import { join } from "node:path";
import { practiceArtefacts, practiceHostFiles } from "../distributions/index.ts";
import type { FilesIO, HostIO, HostView } from "../engine/index.ts";
import { bootSandbox, createRootHost, type RootHost, stopSandbox } from "../host/index.ts";
import type { Prove, Proving } from "../network/index.ts";
import type { Plane } from "../plane/index.ts";
import { practiceProfile } from "../profile/index.ts";
import { renderDocument } from "../spec/index.ts";
import { REHEARSAL_COMMANDS } from "./commands.ts";
import { installLinks, practiceProving, startLinks, withPracticeLinks } from "./links/index.ts";
import { planeSentence } from "./plane-sentence.ts";
import { startPracticePlane } from "./practice-plane.ts";
import { REAL_PATHS, REAL_PROBES, seedSandbox } from "./seeds.ts";
import { openPracticeSite, type PracticeSite } from "./site/index.ts";

export { runLinkProgram } from "./links/index.ts";
export { PRACTICE_TOKENS } from "./practice-plane.ts";
export type { PracticeAct, PracticeSite } from "./site/index.ts";

/** Where the practice artefacts lie, as seen on the practice host. */
export const PRACTICE_ARTEFACTS = "/opt/bringup/artefacts";

/** Scales the delays of stand-ins; 0 for none. */
const PACE = "BRINGUP_STAND_IN_PACE";

/**
 * A host to practise on: a folder as its root, real processes as its services, a plane on loopback,
 * and a store of three members that can be stopped and cut.
 */
export interface Rehearsal {
  readonly host: HostIO;
  /** Folder that is `/` for the practice host. */
  readonly root: string;
  readonly plane: Plane;
  readonly site: PracticeSite;
  /** Powers the practice host off: its services stop, what is on its disk stays. */
  close(): Promise<void>;
}

/** It is only looked at, but for the state directory. */
export type Machine = HostView & { readonly files: FilesIO };

export interface RehearsalParts {
  readonly stateDir: string;
  /** The real machine, for the state directory and the facts copied from it. */
  readonly machine: Machine;
  /** One sentence about what the practice plane did. */
  onPlaneNews(sentence: string): void;
}

export async function openRehearsal(parts: RehearsalParts): Promise<Rehearsal> {
  const { stateDir, machine, onPlaneNews } = parts;
  const host = await createSandbox(stateDir, machine);
  const seed = async () => {
    await seedSandbox(host.files, machine.files);
    await startLinks(host);
  };
  await seed();
  await practiceArtefacts(host.files, PRACTICE_ARTEFACTS);
  await practiceHostFiles(host.files);
  await practiceProfile(host.files);
  const plane = await startPracticePlane({
    stateDir,
    files: machine.files,
    onEvent(event) {
      const sentence = planeSentence(event);
      if (sentence !== undefined) onPlaneNews(sentence);
    },
  });
  await writeSiteLayer(stateDir, machine.files, plane.url);
  const site = await openPracticeSite(machine);
  await bootSandbox(host);
  // A way back that runs at the start of the machine may have changed the files.
  await startLinks(host);
  // What a system makes anew in /run at each start has to be there after a restart too.
  const seededAfter = (leave: () => Promise<void>) => async () => {
    try {
      await leave();
    } finally {
      await seed();
    }
  };
  return {
    host: {
      ...withPracticeLinks(host),
      reboot: seededAfter(host.reboot),
      powerOff: seededAfter(host.powerOff),
    },
    root: sandboxOf(stateDir),
    plane,
    site,
    async close() {
      await site.close();
      await plane.close();
      await stopSandbox(host);
    },
  };
}

/** The practice host without its plane and its services started: enough to look at it. */
export async function openSandbox(stateDir: string, machine: Machine): Promise<RootHost> {
  return withPracticeLinks(await createSandbox(stateDir, machine));
}

const sandboxOf = (stateDir: string): string => join(stateDir, "sandbox");

async function createSandbox(stateDir: string, machine: Machine): Promise<RootHost> {
  const root = sandboxOf(stateDir);
  await machine.files.makeDirectory(root, { mode: 0o755 });
  const pace = process.env[PACE];
  const sandbox = createRootHost({
    root,
    passthrough: REAL_PATHS,
    probes: REAL_PROBES,
    commands: REHEARSAL_COMMANDS,
    services: "processes",
    ports: true,
    hardware: true,
    allowExec: true,
    ...(pace === undefined ? {} : { env: { [PACE]: pace } }),
  });
  // As every system has it; there already, its mode is somebody's practice.
  if ((await sandbox.files.stat("/var/tmp")) === undefined) {
    await sandbox.files.makeDirectory("/var/tmp", { mode: 0o1777 });
    await sandbox.files.setMode("/var/tmp", 0o1777);
  }
  await installLinks(sandbox, machine);
  return sandbox;
}

/** How a change of practice links is proved, at the pace of this practice. */
export function rehearsedProving(prove: Prove): Proving {
  return practiceProving(prove, Number(process.env[PACE] ?? 1));
}

/** The practice plane's address comes as a site setting, as it would from a real staging medium. */
async function writeSiteLayer(stateDir: string, files: FilesIO, plane: string): Promise<void> {
  const text = renderDocument({
    apiVersion: "bringup/v1alpha1",
    kind: "EdgeHost",
    spec: { registration: { mode: "central", plane } },
  });
  await files.writeAtomic(join(stateDir, "layers", "site.yaml"), text, { mode: 0o600 });
}
