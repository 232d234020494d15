// Over 300 lines by design: every parameter of Palette user-data, one entry each, as data.
import * as doubt from "./doubts.ts";
import type { Parameter } from "./parameter.ts";
import { entries, flag, list, type More, named, number, section, text } from "./parameter-forms.ts";

/** What an OS user is made of, for the agent and in stages alike. */
const user = (path: string, more: readonly Parameter[] = []): readonly Parameter[] => [
  list(`${path}.groups`, "groups of the user"),
  text(`${path}.passwd`, "password of the user, plain or hashed", { secret: true }),
  flag(`${path}.lock_passwd`, "no login with the password"),
  list(`${path}.ssh_authorized_keys`, "public keys that may log in, or github:NAME"),
  ...more,
];

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

const proxy = (path: string, more: More = {}): readonly Parameter[] => [
  text(`${path}.httpProxy`, "proxy for http", {
    ...{
      doubt: doubt.proxyUrl,
      field: "spec.proxy.http",
      example: "http://proxy.example.net:3128",
    },
    ...more,
  }),
  text(`${path}.httpsProxy`, "proxy for https", {
    ...{ doubt: doubt.proxyUrl, field: "spec.proxy.https" },
    ...{ example: "http://proxy.example.net:3128" },
    ...more,
  }),
  text(`${path}.noProxy`, "addresses, networks and names that do not go through the proxy", {
    ...{ field: "spec.proxy.noProxy", example: "10.0.0.0/8,.example.net" },
    ...more,
  }),
];

const MISTAKEN_PROXY = ["siteNetwork", "stylus.siteNetwork"].flatMap((path) => [
  section(path, "network of the site, as an older page has it"),
  ...proxy(path).map((parameter) => {
    const now = `stylus.site.network${parameter.path.slice(path.length)}`;
    return { ...parameter, former: { now } };
  }),
]);

const NIC = "stylus.site.network.interfaces.*";
const INTERFACES = "spec.network.interfaces";

const STYLUS: readonly Parameter[] = [
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

const SITE: readonly Parameter[] = [
  section("stylus.site", "this host and its way to the plane"),
  text("stylus.site.name", "edge host ID, or $random; made from the hardware where empty", {
    doubt: doubt.hostId,
    field: "spec.identity.id",
    example: "rack12-edge1",
  }),
  text("stylus.site.Name", "name with a capital letter, as one page has it", {
    doubt: doubt.hostId,
    field: "spec.identity.id",
    former: { now: "stylus.site.name" },
  }),
  flag("stylus.site.debug", "debug, in a place where samples have it by mistake", {
    former: { now: "stylus.debug" },
  }),
  text("stylus.site.hostName", "host name of the OS and name of the node", {
    doubt: doubt.hostName,
    field: "spec.host.hostname",
    example: "rack12-edge1",
  }),
  text("stylus.site.prefix", "what an ID made from the hardware begins with", {
    usual: "edge",
    doubt: doubt.prefix,
    field: "spec.identity.prefix",
    example: "edge",
  }),
  ...entries("stylus.site.deviceUIDPaths", "where the hardware is asked who it is, in order", {
    field: "spec.identity.sources",
  }),
  text("stylus.site.deviceUIDPaths[].name", "path of a file", {
    doubt: doubt.folder,
    example: "/sys/class/dmi/id/product_uuid",
  }),
  text("stylus.site.deviceUIDPaths[].regex", "pattern of RE2 that finds the value in it", {
    doubt: doubt.pattern,
  }),
  text("stylus.site.paletteEndpoint", "host name of the management plane", {
    doubt: doubt.endpoint,
    field: "spec.registration.plane",
    example: "api.spectrocloud.com",
  }),
  text("stylus.site.edgeHostToken", "registration token of the tenant", {
    doubt: doubt.token,
    field: "spec.registration.token",
    secret: true,
  }),
  text("stylus.site.projectName", "project the host comes to; wins over that of the token", {
    field: "spec.registration.project",
    example: "north",
  }),
  text("stylus.site.projectUid", "the same by its number"),
  text("stylus.site.registrationURL", "page the QR code leads to", {
    field: "spec.registration.approvalUrl",
    doubt: doubt.url,
    example: "https://edge-registration-app.vercel.app",
  }),
  flag("stylus.site.disableAutoRegister", "registered by hand, although there is a token", {
    field: "spec.registration.method",
  }),
  flag("stylus.site.insecureSkipVerify", "trust the plane without looking at its certificate"),
  list("stylus.site.caCerts", "authorities this host trusts besides, PEM or base64", {
    field: "spec.certificates.trusted",
  }),
  text("stylus.site.clusterId", "cluster the host belongs to, by its number"),
  text("stylus.site.clusterName", "cluster the host belongs to"),
  {
    path: "stylus.site.tags",
    form: "pairs",
    meaning: "tags of the host at the plane",
    field: "spec.registration.tags",
    example: "{ city: Berlin }",
  },
  section("stylus.site.tagsFromFile", "tags out of a file"),
  text("stylus.site.tagsFromFile.fileName", "path of the file"),
  text("stylus.site.tagsFromFile.delimiter", "what stands between two tags", {
    usual: "\n",
  }),
  text("stylus.site.tagsFromFile.separator", "what stands between name and value", {
    usual: ":",
  }),
  section("stylus.site.tagsFromScript", "tags out of a program"),
  text("stylus.site.tagsFromScript.scriptName", "path of a program that prints JSON"),
  number("stylus.site.tagsFromScript.timeout", 60, "how long it may take, seconds", {
    doubt: doubt.positive,
  }),
  {
    path: "stylus.site.ntpServers",
    form: "text or list",
    meaning: "time servers; a list, or one text with commas",
    field: "spec.time.ntpServers",
    example: "[0.pool.ntp.org]",
  },
  section("stylus.site.remoteShell", "shell through the plane"),
  flag("stylus.site.remoteShell.disable", "nobody gets a shell through the plane"),
  ...named("stylus.site.users", "users of the OS that the agent makes"),
  ...user("stylus.site.users.*", [
    text("stylus.site.users.*.passwordExpiry", "day the password ends", {
      doubt: doubt.day,
      example: "2027-01-31",
    }),
  ]),
  section("stylus.site.twoNode", "two nodes with one database, as the template of CanvOS has it"),
  flag("stylus.site.twoNode.enabled", "a cluster of two nodes"),
  text("stylus.site.twoNode.health-check-script", "program that judges the other node"),
  section("stylus.site.network", "network of the host"),
  ...proxy("stylus.site.network"),
  {
    path: "stylus.site.network.nameserver",
    form: "text or list",
    usual: "",
    meaning: "name server of the whole host",
    doubt: doubt.address,
    field: "spec.network.dns.servers",
    example: "10.10.216.1",
  },
  ...named("stylus.site.network.interfaces", "ports by the name the kernel gives them", {
    field: INTERFACES,
  }),
  text(`${NIC}.type`, "how the port gets its address", {
    usual: "dhcp",
    choices: ["dhcp", "static"],
    field: INTERFACES,
  }),
  text(`${NIC}.ipAddress`, "address of the port, with the bits of its network or with mask", {
    doubt: doubt.hostAddress,
    field: INTERFACES,
    example: "10.10.216.81/24",
  }),
  text(`${NIC}.mask`, "network mask of the address", {
    doubt: doubt.mask,
    field: INTERFACES,
    example: "255.255.255.0",
  }),
  text(`${NIC}.gateway`, "way out of the network", {
    doubt: doubt.address,
    field: INTERFACES,
    example: "10.10.216.1",
  }),
  {
    path: `${NIC}.nameserver`,
    form: "text or list",
    usual: "",
    meaning: "name server asked by way of this port",
    doubt: doubt.address,
    field: INTERFACES,
    example: "10.10.216.1",
  },
];

const INSTALL: readonly Parameter[] = [
  section("install", "what happens at the installation", { others: "kairos" }),
  text("install.device", "drive it is installed on, or auto for the largest", {
    usual: "auto",
    doubt: doubt.drive,
    field: "spec.install.device",
    example: "/dev/disk/by-id/ata-SAMSUNG_S64FNE0R400123",
  }),
  flag("install.poweroff", "switch off after it"),
  flag("install.reboot", "start anew after it; pull the medium first"),
  list("install.bind_mounts", "folders that keep what is written to them"),
  list("install.extra-dirs-rootfs", "folders made in the root file system"),
  section("install.grub_options", "words for the boot loader"),
  { path: "install.grub_options.extra_cmdline", form: "any", meaning: "words for the kernel" },
  section("install.partitions", "partitions Kairos makes by itself"),
  section("install.partitions.persistent", "the one that keeps data"),
  number("install.partitions.persistent.size", 0, "its size, MiB", {
    doubt: doubt.positive,
    field: "spec.install.persistent.sizeMib",
  }),
  text("install.partitions.persistent.fs", "its file system", {
    required: true,
    field: "spec.install.persistent.filesystem",
    example: "ext4",
  }),
  ...entries("install.extra-partitions", "partitions besides; the last takes what is left", {
    field: "spec.install.partitions",
  }),
  text("install.extra-partitions[].name", "name of the partition", {
    required: true,
    example: "data",
  }),
  number("install.extra-partitions[].size", 0, "its size, MiB", { doubt: doubt.positive }),
  text("install.extra-partitions[].fs", "its file system", { example: "ext4" }),
  text("install.extra-partitions[].label", "its label"),
  flag("install.nousers", "an installation without a user in the group admin"),
];

const STAGES: readonly Parameter[] = [
  { path: "stages", form: "lists by name", meaning: "what Kairos does, by the time it does it" },
  { path: "stages.*", form: "list of sections", meaning: "things done at this stage, in order" },
  section("stages.*[]", "one of them, left alone", { others: "any" }),
  ...named("stages.*[].users", "users of the OS"),
  ...user("stages.*[].users.*"),
];

/** Every parameter known here, former spellings too; a test holds the list to the documents. */
export const PARAMETERS: readonly Parameter[] = [
  ...STYLUS,
  ...SITE,
  ...MISTAKEN_PROXY,
  ...INSTALL,
  ...STAGES,
];
