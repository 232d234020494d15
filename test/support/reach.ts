import type { Destination, Family, Ladder, RungResult } from "../../src/reach/index.ts";
import { REACH_CODES, type ReachCode } from "../../src/reach/index.ts";
import type { ReachSlice } from "../../src/session/index.ts";
import { NOW_MS } from "./session.ts";

type Told = readonly [RungResult["id"], string, RungResult["verdict"], number, ...string[]];

const GROUND: readonly Told[] = [
  ["carrier", "Link", "ok", 12, "eth0 has a link, MTU 1500"],
  ["address", "Address", "ok", 0, "10.10.216.81/24 on eth0"],
  ["gateway", "Gateway", "ok", 34, "10.10.216.1 on eth0 answers from 02:42:0a:0a:d8:01"],
];

const rung = ([id, title, verdict, tookMs, ...evidence]: Told): RungResult => ({
  ...{ id, title, verdict, tookMs, evidence },
});

function destination(kind: Destination["kind"], title: string, url: string): Destination {
  const { hostname, port } = new URL(url);
  return { id: `${kind} ${url}`, kind, title, url, host: hostname, port: Number(port) || 443 };
}

const PLANE = destination("plane", "management plane", "https://plane.corp.test/");
const REGISTRY = destination("registry", "registry docker.io", "https://mirror.corp.test/");
const PROXIED = {
  is: "proxied",
  through: "10.10.216.5:3128",
  because: "no entry of NO_PROXY fits",
} as const;

function ladder(of: Destination, family: Family, told: Partial<Ladder>): Ladder {
  const rungs = GROUND.map(rung);
  return {
    ...{ destination: of, family, way: PROXIED, state: "finished", verdict: "ok", rungs },
    ...told,
  };
}

const failedAt = (code: keyof typeof REACH_CODES & ReachCode, sentence: string) => ({
  ...{ code, sentence, next: REACH_CODES[code].next },
});

/** The plane is reached, the registry behind an inspecting proxy is not, IPv6 is not used. */
export const REACH: ReachSlice = {
  state: "finished",
  given: [],
  report: {
    atMs: NOW_MS - 60_000,
    tookMs: 3_240,
    verdict: "fail",
    notes: [],
    ladders: [
      ladder(PLANE, "ipv4", {
        rungs: [
          ...GROUND,
          ["dns", "DNS", "skip", 0, "the proxy resolves names"] as const,
          ["connect", "Connect", "ok", 2, "proxy 10.10.216.5:3128 takes the connection"] as const,
          ["proxy", "Proxy", "ok", 210, "10.10.216.5:3128: CONNECT accepted"] as const,
          ["clock", "Clock", "ok", 41, "right to 12 ms, says time server 10.10.216.1"] as const,
          ["tls", "TLS", "ok", 0, "chain: plane.corp.test < Corp Root 2"] as const,
          ["answer", "Answer", "ok", 120, "the plane answers 200"] as const,
        ].map((told) => rung(told as Told)),
      }),
      ladder(REGISTRY, "ipv4", {
        verdict: "fail",
        rungs: [
          ...GROUND.map(rung),
          rung(["dns", "DNS", "skip", 0, "the proxy resolves names"]),
          rung(["connect", "Connect", "ok", 2, "proxy 10.10.216.5:3128 takes the connection"]),
          rung(["proxy", "Proxy", "ok", 190, "10.10.216.5:3128: CONNECT accepted"]),
          rung(["clock", "Clock", "ok", 0, "right to 12 ms, says time server 10.10.216.1"]),
          {
            ...rung([
              ...(["tls", "TLS", "fail", 0] as const),
              "chain: mirror.corp.test < Squid Proxy CA",
              "mirror.corp.test is valid 2026-11-01 to 2027-11-01",
              "SHA-256 of Squid Proxy CA: 9f2e 237d 9d32 0eff 02f8 3df6 9f89 9836",
            ]),
            ...failedAt("TLS_INSPECTED", "Squid Proxy CA opens TLS on the way to mirror.corp.test"),
          },
          rung(["answer", "Answer", "skip", 0]),
        ],
      }),
      ladder(PLANE, "ipv6", {
        verdict: "skip",
        rungs: [
          rung(["carrier", "Link", "ok", 12, "eth0 has a link, MTU 1500"]),
          rung(["address", "Address", "skip", 0, "this host has no IPv6 address"]),
        ],
      }),
    ],
  },
};

/** The same while it is looked at: one way known, one half way up, one not begun. */
export const REACH_RUNNING: ReachSlice = {
  ...REACH,
  state: "running",
  report: {
    ...REACH.report,
    atMs: NOW_MS - 2_000,
    verdict: "unknown",
    ladders: REACH.report.ladders.map((one, index): Ladder => {
      if (index === 0) return one;
      if (index === 1)
        return { ...one, state: "climbing", verdict: "unknown", rungs: GROUND.map(rung) };
      return { ...one, state: "waiting", verdict: "unknown", rungs: [] };
    }),
  },
};
