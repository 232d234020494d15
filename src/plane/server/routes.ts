import { askForCode, decide, enterCode, showRequest } from "./approval-page.ts";
import { enrol, pollEnrolment } from "./enrolments.ts";
import { desired, heartbeat, issueToken, removeEnrolment } from "./hosts.ts";
import type { Route } from "./route.ts";
import { wellKnown } from "./well-known.ts";

/** All a plane answers; an operation is one `Route` and one line here. */
export const ROUTES: readonly Route[] = [
  wellKnown,
  enrol,
  pollEnrolment,
  issueToken,
  heartbeat,
  desired,
  removeEnrolment,
  askForCode,
  enterCode,
  showRequest,
  decide,
];
