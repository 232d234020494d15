import * as doubt from "../doubts.ts";
import type { Parameter } from "../parameter.ts";
import { entries, flag, list, number, section, text } from "../parameter-forms.ts";

/** What one registry is made of, alone or in the list of several. */
const registry = (path: string): readonly Parameter[] => [
  text(`${path}.domain`, "registry: host, port and path", {
    doubt: doubt.registry,
    example: "registry.example.net",
  }),
  text(`${path}.username`, "user at the registry"),
  text(`${path}.password`, "password at the registry", { secret: true }),
  text(`${path}.repositoryName`, "repository within the registry"),
  list(`${path}.certificates`, "authorities of the registry, PEM"),
  flag(`${path}.insecure`, "trust the registry without looking at its certificate"),
  flag(`${path}.encodedPassword`, "the password is written as base64"),
];

/** The agent of Palette, but for its site. */
export const AGENT: readonly Parameter[] = [
  section("stylus", "the agent of Palette"),
  flag("stylus.debug", "debug messages in the log"),
  flag("stylus.trace", "every step in the log"),
  text("stylus.managementMode", "with a management plane or without", {
    usual: "central",
    choices: ["central", "local"],
    field: "spec.registration.mode",
  }),
  text("stylus.installationMode", "former name of managementMode", {
    usual: "connected",
    choices: ["connected", "airgap"],
    field: "spec.registration.mode",
    former: {
      now: "stylus.managementMode",
      values: { connected: "central", airgap: "local" },
    },
  }),
  flag("stylus.enableMultiNode", "hosts may be linked without a plane; needed on each of them"),
  flag("stylus.disableTui", "the console of Palette only shows; cannot be changed later"),
  flag("stylus.includeTui", "former switch of the console", {
    former: { gone: "has no effect since agent 4.8.6" },
  }),
  flag("stylus.disablePasswordUpdate", "no change of OS passwords in Local UI"),
  text("stylus.featureGate", "functions that are switched on, by name", {
    doubt: doubt.gates,
    example: "UserDataForm",
  }),
  text("stylus.path", "folder the agent is installed below", {
    usual: "/",
    doubt: doubt.folder,
    example: "/persistent/spectro",
  }),
  section("stylus.localUI", "Local UI"),
  number("stylus.localUI.port", 5080, "port of Local UI", { doubt: doubt.port, example: "5080" }),
  section("stylus.localUI.login", "who guesses passwords of Local UI"),
  flag("stylus.localUI.login.disableRateLimiting", "any number of attempts"),
  number(
    "stylus.localUI.login.attemptsBeforeExponentialDelayStarts",
    3,
    "attempts before each wait is twice the last",
    { doubt: doubt.positive },
  ),
  number(
    "stylus.localUI.login.maxFailedAttemptsBeforeLockout",
    5,
    "attempts before the user is locked out",
    { doubt: doubt.positive },
  ),
  number("stylus.localUI.login.lockoutDurationInMinutes", 15, "how long that lasts, minutes", {
    doubt: doubt.positive,
  }),
  section("stylus.emcServer", "former name of localUI"),
  number("stylus.emcServer.port", 5080, "former name of localUI.port", {
    doubt: doubt.port,
    former: { now: "stylus.localUI.port" },
  }),
  section("stylus.vip", "virtual address of the cluster"),
  flag("stylus.vip.skip", "no kube-vip: a load balancer of your own"),
  section("stylus.imageRedirectWebhook", "pulls of images sent elsewhere"),
  flag("stylus.imageRedirectWebhook.enable", "pulls are sent on", { usual: true }),
  number("stylus.imageRedirectWebhook.port", 0, "port it listens on", { doubt: doubt.port }),
  text("stylus.imageOverride", "another image of the installer, on older agents", {
    former: { gone: "is not in the newer tables of Palette" },
  }),
  section("stylus.registryCredentials", "the one registry images come from"),
  ...registry("stylus.registryCredentials"),
  section("stylus.externalRegistries", "several registries images come from"),
  ...entries("stylus.externalRegistries.registries", "registries"),
  ...registry("stylus.externalRegistries.registries[]"),
  {
    path: "stylus.externalRegistries.registryMappingRules",
    form: "pairs",
    meaning: "beginning of a reference, and what takes its place",
  },
];
