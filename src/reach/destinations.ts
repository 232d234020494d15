import type { EdgeHost } from "../spec/index.ts";
import { familyOf } from "./hop.ts";
import type { Destination, Family } from "./report.ts";

const NTP_PORT = 123;

/** Everywhere a document says this host has to get to: plane, registries, time servers. Pure. */
export function destinationsOf({ spec }: EdgeHost): readonly Destination[] {
  const { registration, cluster, time } = spec;
  const plane = registration?.mode === "local" ? undefined : registration?.plane;
  const registries = (cluster?.registries ?? []).flatMap(({ host, endpoints, ca }) =>
    endpoints.map((url) => ({
      ...ofUrl(url, { kind: "registry", title: `registry ${host}` }),
      ...(ca === undefined ? {} : { caFile: ca }),
    })),
  );
  return unique([
    ...(plane === undefined ? [] : [ofUrl(plane, { kind: "plane", title: "management plane" })]),
    ...registries,
    ...(time?.ntpServers ?? []).map(timeServer),
  ]);
}

/** Addresses a person asks about: a URL, or `host` or `host:port`, which means https. */
export function destinationsFrom(given: readonly string[]): {
  readonly destinations: readonly Destination[];
  /** Those that are no address at all, as given. */
  readonly wrong: readonly string[];
} {
  const urls = given.map((text) =>
    /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`,
  );
  const isRight = urls.map((url) => /^https?:\/\/[^/]/i.test(url) && URL.canParse(url));
  return {
    destinations: unique(
      urls
        .filter((_, index) => isRight[index])
        .map((url) => ofUrl(url, { kind: "url", title: new URL(url).host })),
    ),
    wrong: given.filter((_, index) => !isRight[index]),
  };
}

/** Where no destination is known: gateway and name servers alone. */
export const NETWORK: Destination = {
  id: "network",
  kind: "network",
  title: "gateway and DNS",
  host: "",
  port: 0,
};

/** An address has one family; a name may have both. */
export function familiesOf(host: string): readonly Family[] {
  const own = familyOf(host);
  return own === undefined ? ["ipv4", "ipv6"] : [own];
}

function ofUrl(text: string, named: Pick<Destination, "kind" | "title">): Destination {
  const { hostname, port, protocol, href, username, password } = new URL(text);
  const shown = new URL(href);
  // Never part of a report.
  if (username !== "" || password !== "") [shown.username, shown.password] = ["", ""];
  const usual = protocol === "http:" ? 80 : 443;
  return {
    ...named,
    id: `${named.kind} ${shown.href}`,
    url: shown.href,
    host: hostname.replace(/^\[(.*)\]$/, "$1"),
    port: port === "" ? usual : Number(port),
  };
}

function timeServer(server: string): Destination {
  const title = `time server ${server}`;
  return { id: `ntp ${server}`, kind: "ntp", title, host: server, port: NTP_PORT };
}

function unique(all: readonly Destination[]): readonly Destination[] {
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}
