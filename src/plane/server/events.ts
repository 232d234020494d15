/** What happened on the plane: for a log, a test, or the activity list of a rehearsal. Never a secret. */
export type PlaneEvent =
  | {
      readonly is: "enrolment-received";
      readonly hostId: string;
      readonly method: "token" | "code";
    }
  | { readonly is: "enrolment-approved"; readonly hostId: string; readonly hostUid: string }
  | { readonly is: "enrolment-rejected"; readonly hostId: string }
  | { readonly is: "heartbeat-received"; readonly hostUid: string; readonly seq: number }
  | { readonly is: "inventory-received"; readonly hostUid: string }
  | { readonly is: "events-received"; readonly hostUid: string; readonly count: number }
  | { readonly is: "desired-assigned"; readonly hostUid: string; readonly revision: number }
  | { readonly is: "host-removed"; readonly hostUid: string }
  | { readonly is: "operator-signed-in"; readonly operator: string }
  | { readonly is: "sign-in-refused"; readonly address: string }
  /** `path` is that of the route: what a caller wrote into it may be a secret. */
  | { readonly is: "request-refused"; readonly path: string; readonly code: string }
  | { readonly is: "request-failed"; readonly path: string; readonly why: string }
  | { readonly is: "memory-failed"; readonly why: string };
