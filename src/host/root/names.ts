import { readFileSync } from "node:fs";
import type { Places } from "../disk/files.ts";

/** Names that a directory knows without asking anybody: its hosts file, its own name, localhost. */
export function ownNames(
  places: Places,
  given: Readonly<Record<string, readonly string[]>> = {},
): (name: string) => readonly string[] {
  return (name) => {
    const told = given[name] ?? hostsEntry(read(places, "/etc/hosts"), name);
    if (told.length > 0) return told;
    const isOwn = /(^|\.)localhost$/.test(name) || name === read(places, "/etc/hostname").trim();
    return isOwn ? ["127.0.0.1"] : [];
  };
}

function hostsEntry(hosts: string, name: string): readonly string[] {
  return hosts.split("\n").flatMap((line) => {
    const [address, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    return address && names.includes(name) ? [address] : [];
  });
}

function read(places: Places, path: string): string {
  try {
    return readFileSync(places.toRead(path, true) ?? "", "utf8");
  } catch {
    return "";
  }
}
