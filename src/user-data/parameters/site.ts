import * as doubt from "../doubts.ts";
import type { Parameter } from "../parameter.ts";
import { entries, flag, list, named, number, section, text } from "../parameter-forms.ts";
import { user } from "./os-user.ts";

/** This host and its way to the plane, but for its network. */
export const SITE: readonly Parameter[] = [
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
];
