import { callBringup } from "../../stand-in/script.ts";

interface Program {
  readonly id: string;
  readonly title: string;
  /** Its name, as a command. */
  readonly program: string;
}

/** In what environment variable the program finds the version it stands for. */
export function versionVariable({ id }: Pick<Program, "id">): string {
  return `${id.toUpperCase()}_STAND_IN_VERSION`;
}

/** A script in place of the published program: it says its version, and leaves the rest to bringup. */
export function programText(kind: Program, version: string): string {
  const { id, title, program } = kind;
  return `#!/bin/sh
# Simulated: stands for ${title} in a rehearsal, or on a machine there for tests. It runs no containers.
if [ "$1" = "--version" ]; then
  echo "${program} version v${version} (simulated)"
  exit 0
fi
${callBringup(id, `${versionVariable(kind)}='${version}' `)}`;
}

/** As `programText` wrote it; `undefined`: it is no such script. */
export function installedVersion(text: string | undefined): string | undefined {
  return /_STAND_IN_VERSION='([^']+)'/.exec(text ?? "")?.[1];
}
