import type { ListedScreen, Screen } from "./define-screen.ts";
import { overview } from "./overview.tsx";

/** The walk, in order; pop-up screens last. A screen is one file and one line here. */
export const SCREENS: readonly ListedScreen[] = [
  { id: "overview", title: "Overview", load: async () => overview },
  { id: "checks", title: "Checks", load: async () => (await import("./checks.tsx")).checks },
  {
    id: "settings",
    title: "Settings",
    load: async () => (await import("./settings.tsx")).settings,
  },
  {
    id: "registration",
    title: "Registration",
    load: async () => (await import("./registration.tsx")).registration,
  },
  { id: "cluster", title: "Cluster", load: async () => (await import("./cluster.tsx")).cluster },
  { id: "status", title: "Status", load: async () => (await import("./status.tsx")).status },
  {
    id: "activity",
    title: "Activity",
    load: async () => (await import("./activity.tsx")).activity,
  },
  {
    id: "content",
    title: "Content",
    isPopUp: true,
    load: async () => (await import("./content.tsx")).content,
  },
  {
    id: "profile",
    title: "Profile",
    isPopUp: true,
    load: async () => (await import("./profile.tsx")).profile,
  },
  {
    id: "join",
    title: "Join a cluster",
    isPopUp: true,
    load: async () => (await import("./join.tsx")).join,
  },
  {
    id: "upkeep",
    title: "Upkeep",
    isPopUp: true,
    load: async () => (await import("./upkeep.tsx")).upkeep,
  },
  {
    id: "network",
    title: "Network",
    isPopUp: true,
    load: async () => (await import("./network.tsx")).network,
  },
  {
    id: "user-data",
    title: "User-data",
    isPopUp: true,
    load: async () => (await import("./user-data.tsx")).userData,
  },
  {
    id: "certificates",
    title: "Certificates",
    isPopUp: true,
    load: async () => (await import("./certificates.tsx")).certificates,
  },
  {
    id: "proxy",
    title: "Proxy",
    isPopUp: true,
    load: async () => (await import("./proxy.tsx")).proxy,
  },
  {
    id: "clock",
    title: "Clock",
    isPopUp: true,
    load: async () => (await import("./clock.tsx")).clock,
  },
  {
    id: "drives",
    title: "Drives",
    isPopUp: true,
    load: async () => (await import("./drives.tsx")).drives,
  },
  {
    id: "reachability",
    title: "Reachability",
    isPopUp: true,
    load: async () => (await import("./reachability.tsx")).reachability,
  },
  {
    id: "logs",
    title: "Logs",
    isPopUp: true,
    load: async () => (await import("./logs.tsx")).logs,
  },
  {
    id: "trial",
    title: "Trying",
    isPopUp: true,
    load: async () => (await import("./trial.tsx")).trial,
  },
  {
    id: "members",
    title: "Members",
    isPopUp: true,
    load: async () => (await import("./members.tsx")).members,
  },
  {
    id: "advice",
    title: "What to do",
    isPopUp: true,
    load: async () => (await import("./advice.tsx")).advice,
  },
  {
    id: "doctor",
    title: "Doctor",
    isPopUp: true,
    load: async () => (await import("./doctor.tsx")).doctor,
  },
  {
    id: "support",
    title: "Support",
    isPopUp: true,
    load: async () => (await import("./support.tsx")).support,
  },
  {
    id: "power",
    title: "Power",
    isPopUp: true,
    load: async () => (await import("./power.tsx")).power,
  },
  {
    id: "keyboard",
    title: "Keyboard",
    isPopUp: true,
    load: async () => (await import("./keyboard.tsx")).keyboard,
  },
  { id: "help", title: "Help", isPopUp: true, load: async () => (await import("./help.tsx")).help },
];

/** Those that Tab leads through. */
export const WALK = SCREENS.filter(({ isPopUp }) => isPopUp !== true);

let loaded: readonly Screen[] = [overview];
let loading: Promise<readonly Screen[]> | undefined;

/** Screens whose code is here. The first frame needs no more than the first of them. */
export function loadedScreens(): readonly Screen[] {
  return loaded;
}

/** Loads the code of every screen, once; before any of them can be asked for. */
export function loadScreens(): Promise<readonly Screen[]> {
  loading ??= Promise.all(SCREENS.map(({ load }) => load())).then((all) => {
    loaded = all;
    return all;
  });
  return loading;
}
