import { TEST_MACHINE_FILE } from "../../stand-in/place.ts";

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
self=$BRINGUP_SELF
if [ -z "$self" ] && [ -e ${TEST_MACHINE_FILE} ]; then
  self=/usr/bin/bringup
fi
if [ -z "$self" ]; then
  echo "simulated: this stand-in runs only where bringup rehearses, or where ${TEST_MACHINE_FILE} is" >&2
  exit 1
fi
${versionVariable(kind)}='${version}' exec "$self" internal stand-in ${id} "$@"
`;
}
