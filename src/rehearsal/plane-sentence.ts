import type { PlaneEvent } from "../plane/index.ts";

/** What the practice plane did, for the activity list; `undefined` for its routine. */
export function planeSentence(event: PlaneEvent): string | undefined {
  switch (event.is) {
    case "enrolment-received":
      return `practice plane: ${event.hostId} asks to be taken on`;
    case "enrolment-approved":
      return `practice plane: ${event.hostId} was approved`;
    case "enrolment-rejected":
      return `practice plane: ${event.hostId} was rejected`;
    case "desired-assigned":
      return `practice plane: desired state, revision ${event.revision}`;
    case "host-removed":
      return `practice plane: host ${event.hostUid} was removed`;
    case "request-refused":
      return `practice plane: refused ${event.path}, ${event.code}`;
    case "request-failed":
      return `practice plane: failed at ${event.path}, ${event.why}`;
    case "memory-failed":
      return `practice plane: its memory could not be written, ${event.why}`;
    case "events-received":
    case "heartbeat-received":
    case "inventory-received":
    case "operator-signed-in":
    case "sign-in-refused":
      return undefined;
  }
}
