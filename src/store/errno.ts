/** Whether a thrown value is the system error of that name. */
export function isErrno(thrown: unknown, ...names: readonly string[]): boolean {
  return (
    thrown instanceof Error &&
    "code" in thrown &&
    typeof thrown.code === "string" &&
    names.includes(thrown.code)
  );
}
