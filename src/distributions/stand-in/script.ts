import { TEST_MACHINE_FILE } from "./place.ts";

/**
 * Pure. How a script that stands for a program ends: it leaves the rest to bringup, where a stand-in may run at all.
 * @param command words after `internal stand-in`
 * @param env what is told to it besides, as `NAME='value' `
 */
export function callBringup(command: string, env = ""): string {
  return `self=$BRINGUP_SELF
if [ -z "$self" ] && [ -e ${TEST_MACHINE_FILE} ]; then
  self=/usr/bin/bringup
fi
if [ -z "$self" ]; then
  echo "simulated: this stand-in runs only where bringup rehearses, or where ${TEST_MACHINE_FILE} is" >&2
  exit 1
fi
${env}exec "$self" internal stand-in ${command} "$@"
`;
}
