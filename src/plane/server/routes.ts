import { askForCode, decide, enterCode, showRequest } from "./approval-page.ts";
import { showAudit } from "./audit-page.ts";
import { showAuthority } from "./authority-file.ts";
import { enrol, pollEnrolment } from "./enrolments.ts";
import { changeHost, listHosts, showHost } from "./host-pages.ts";
import { takeEvents, uploadInventory } from "./host-reports.ts";
import { desired, heartbeat, issueToken, removeEnrolment } from "./hosts.ts";
import type { Route } from "./route.ts";
import { askSignIn, followLink, showLink, signIn, signOut } from "./sign-in-page.ts";
import { wellKnown } from "./well-known.ts";

/** All a plane answers; an operation is one `Route` and one line here. */
export const ROUTES: readonly Route[] = [
  wellKnown,
  showAuthority,
  enrol,
  pollEnrolment,
  issueToken,
  heartbeat,
  uploadInventory,
  desired,
  takeEvents,
  removeEnrolment,
  askSignIn,
  signIn,
  showLink,
  followLink,
  signOut,
  askForCode,
  enterCode,
  showRequest,
  decide,
  listHosts,
  showHost,
  changeHost,
  showAudit,
];
