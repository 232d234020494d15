import type { Argv } from "../../../engine/index.ts";

/** What a change means for running links. */
export interface LinkWork {
  /** Their files differ. */
  readonly links: readonly string[];
  /** Devices that come with the change. */
  readonly creates: readonly string[];
  /** Devices that go with it, or whose kind settings the kernel only takes at creation. */
  readonly removes: readonly string[];
}

/** Pure. Reload makes new devices and reads the files; reconfigure acts on the ones that differ. */
export function applyCommands({ links, removes }: LinkWork): readonly Argv[] {
  return [...removes.map(deleteLink), ["networkctl", "reload"], ...links.map(reconfigure)];
}

/** Pure. Devices of the change go first: with the former files nobody would claim them. */
export function revertCommands({ links, creates }: LinkWork): readonly Argv[] {
  const stay = links.filter((name) => !creates.includes(name));
  return [...creates.map(deleteLink), ["networkctl", "reload"], ...stay.map(reconfigure)];
}

const reconfigure = (name: string): Argv => ["networkctl", "reconfigure", name];
const deleteLink = (name: string): Argv => ["ip", "link", "delete", "dev", name];
