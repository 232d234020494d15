import { activity } from "./activity.tsx";
import { checks } from "./checks.tsx";
import { cluster } from "./cluster.tsx";
import type { Screen } from "./define-screen.ts";
import { help } from "./help.tsx";
import { overview } from "./overview.tsx";
import { registration } from "./registration.tsx";
import { settings } from "./settings.tsx";
import { status } from "./status.tsx";

/** The walk, in order; pop-up screens last. A screen is one file and one line here. */
export const SCREENS: readonly Screen[] = [
  overview,
  checks,
  settings,
  registration,
  cluster,
  status,
  activity,
  help,
];
