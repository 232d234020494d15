import { nextSteps } from "../../session/index.ts";
import { visitActivity } from "./activity.ts";
import { visitAdvice } from "./advice.ts";
import { visitChecks } from "./checks.ts";
import { visitClock } from "./clock.ts";
import { visitCluster } from "./cluster.ts";
import { visitContent } from "./content.ts";
import { type Desk, seen } from "./desk.ts";
import { visitDoctor } from "./doctor.ts";
import { visitDrives } from "./drives.ts";
import { visitJoin } from "./join.ts";
import { Leaving } from "./leaving.ts";
import { visitLogs } from "./logs.ts";
import { visitMembers } from "./members.ts";
import { visitNetwork } from "./network.ts";
import { visitOverview } from "./overview.ts";
import { visitPower } from "./power.ts";
import { visitProfile } from "./profile.ts";
import { visitProxy } from "./proxy.ts";
import { visitReachability } from "./reachability.ts";
import { visitRegistration } from "./registration.ts";
import { visitSettings } from "./settings.ts";
import { visitStatus } from "./status.ts";
import { visitSupport } from "./support.ts";
import { visitTrial } from "./trial.ts";
import { visitCertificates } from "./trust.ts";
import { visitUpkeep } from "./upkeep.ts";
import { visitUserData } from "./user-data.ts";

interface Place {
  /** As the screens are named, so that a next step leads to the same place. */
  readonly id: string;
  readonly title: string;
  visit(desk: Desk): Promise<void>;
}

/** The walk, in order. A place is one file and one line here. */
export const PLACES: readonly Place[] = [
  { id: "overview", title: "Overview", visit: visitOverview },
  { id: "checks", title: "Checks", visit: visitChecks },
  { id: "settings", title: "Settings", visit: visitSettings },
  { id: "registration", title: "Registration", visit: visitRegistration },
  { id: "cluster", title: "Cluster", visit: visitCluster },
  { id: "status", title: "Status", visit: visitStatus },
  { id: "activity", title: "Activity", visit: visitActivity },
  { id: "content", title: "Content", visit: visitContent },
  { id: "profile", title: "Profile", visit: visitProfile },
  { id: "join", title: "Join a cluster", visit: visitJoin },
  { id: "upkeep", title: "Upkeep", visit: visitUpkeep },
  { id: "network", title: "Network", visit: visitNetwork },
  { id: "user-data", title: "User-data", visit: visitUserData },
  { id: "certificates", title: "Certificates", visit: visitCertificates },
  { id: "proxy", title: "Proxy", visit: visitProxy },
  { id: "clock", title: "Clock", visit: visitClock },
  { id: "drives", title: "Drives", visit: visitDrives },
  { id: "reachability", title: "Reachability", visit: visitReachability },
  { id: "logs", title: "Logs", visit: visitLogs },
  { id: "trial", title: "Trying", visit: visitTrial },
  { id: "members", title: "Members", visit: visitMembers },
  { id: "advice", title: "What to do", visit: visitAdvice },
  { id: "doctor", title: "Doctor", visit: visitDoctor },
  { id: "support", title: "Support", visit: visitSupport },
  { id: "power", title: "Power", visit: visitPower },
  { id: "help", title: "Help", visit: visitHelp },
  { id: "exit", title: "Exit", visit: leave },
];

export const MENU_HELP = [
  "Every prompt takes an answer, or one of the words back, help and exit.",
  "Enter alone takes what is in brackets; that is always the safe answer.",
  "A number or the start of a name chooses. Nothing is applied by a number: that takes the word yes.",
  "Ctrl-C comes back to this menu from everywhere; pressed twice it leaves, with exit code 130.",
  "What runs goes on running when you leave, and what was typed is kept.",
];

/** Where the most pressing next step leads, but not back to where the person just was. */
export function usualPlace(desk: Desk, last: string | undefined): string {
  const places = nextSteps(seen(desk)).flatMap(({ opens }) => opens ?? []);
  return places.find((id) => id !== last) ?? places[0] ?? "overview";
}

async function visitHelp({ talk }: Desk): Promise<void> {
  for (const line of MENU_HELP) talk.say(line);
}

async function leave(): Promise<void> {
  throw new Leaving("exit");
}
