import type { SocketAnswer } from "./snapd.ts";

/** As k8sd answers, the envelope of LXD; canonical-dqlite.md 1.4. */
export function sync(metadata: unknown): SocketAnswer {
  const envelope = { type: "sync", status: "Success", status_code: 200, operation: "" };
  const body = JSON.stringify({ ...envelope, error_code: 0, error: "", metadata });
  return { status: 200, body };
}

export function refused(code: number, error: string): SocketAnswer {
  const envelope = { type: "error", status: "", status_code: 0, operation: "" };
  const body = JSON.stringify({ ...envelope, error_code: code, error, metadata: null });
  return { status: code, body };
}
