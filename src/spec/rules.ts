import { X509Certificate } from "node:crypto";
import {
  hasHostBits,
  isInside,
  type Network,
  networkText,
  overlap,
  parseRange,
} from "../addresses/index.ts";
import { duplicates } from "./duplicates.ts";
import { error, type Unplaced, warning } from "./issue.ts";
import { joinRules } from "./join-rules.ts";
import { networkRules } from "./network-rules.ts";
import { isMap, type Segments, valueAt } from "./path.ts";

/**
 * Rules between fields. They read the raw value, so that they speak even while other fields are
 * still wrong, and say nothing about a field the schema has already refused.
 */
export function crossRules(root: unknown, nowMs: number): readonly Unplaced[] {
  return [
    ...registrationRules(root),
    ...networkRules(root),
    ...proxyRules(root),
    ...clusterRules(root),
    ...registryRules(root),
    ...certificateRules(root, nowMs),
    ...duplicates(root),
  ];
}

function registrationRules(root: unknown): readonly Unplaced[] {
  const { mode, plane, kind } = mapAt(root, ["spec", "registration"]);
  const path = ["spec", "registration", "plane"];
  if (plane === undefined) {
    // A file plane without a folder is on whatever stick is put in.
    if (mode !== "central" || kind === "file") return [];
    const hint = "Add plane: https://plane.example.net, or set mode: local.";
    return [error(path, "is missing: mode central needs it", hint)];
  }
  const isFolder = typeof plane === "string" && plane.startsWith("/");
  if (isFolder === (kind === "file")) return [];
  return kind === "file"
    ? [error(path, "must be a folder: this plane is of the kind file", "For example /media/usb.")]
    : [error(path, "is a folder", "Add kind: file, or give the URL of the plane.")];
}

function proxyRules(root: unknown): readonly Unplaced[] {
  const proxy = mapAt(root, ["spec", "proxy"]);
  const path = ["spec", "proxy", "password"];
  const out = credentialRules(proxy, path);
  const named = proxy.http !== undefined || proxy.https !== undefined;
  if (named || (proxy.username === undefined && proxy.noProxy === undefined)) return out;
  const field = proxy.username === undefined ? "noProxy" : "username";
  return [
    ...out,
    warning(["spec", "proxy", field], "has no effect without http or https", "Name the proxy."),
  ];
}

function registryRules(root: unknown): readonly Unplaced[] {
  return listAt(root, ["spec", "cluster", "registries"]).flatMap((entry, index) =>
    credentialRules(entry, ["spec", "cluster", "registries", index, "password"]),
  );
}

function credentialRules(section: unknown, path: Segments): readonly Unplaced[] {
  if (!isMap(section)) return [];
  if (section.password === undefined || section.username !== undefined) return [];
  return [error(path, "is given without a username", "Add username beside it.")];
}

const NETWORKS = ["podCidr", "serviceCidr"] as const;
const ADDRESSES = ["nodeIp", "vip"] as const;

function clusterRules(root: unknown): readonly Unplaced[] {
  const cluster = mapAt(root, ["spec", "cluster"]);
  const networks = NETWORKS.flatMap((name) => rangesOf(cluster[name], name));
  const addresses = ADDRESSES.flatMap((name) => rangesOf(cluster[name], name));
  const [pods, services] = NETWORKS.map((name) => networks.filter((one) => one.name === name));
  return [
    ...networks.flatMap(hostBits),
    ...networks.filter(({ range }) => !isInside(range)).map(publicNetwork),
    ...(services ?? []).flatMap((service) =>
      (pods ?? [])
        .filter((pod) => overlap(pod.range, service.range))
        .map((pod) => clash(service, pod, "overlaps")),
    ),
    ...networks.flatMap((network) =>
      addresses
        .filter((address) => overlap(network.range, address.range))
        .map((address) => clash(network, address, "contains")),
    ),
    ...sameAddress(addresses),
    ...joinRules(cluster),
  ];
}

interface NamedRange {
  readonly name: string;
  readonly text: string;
  readonly range: Network;
}

function rangesOf(value: unknown, name: string): readonly NamedRange[] {
  const range = typeof value === "string" ? parseRange(value) : undefined;
  return range === undefined ? [] : [{ name, text: String(value), range }];
}

function clash(network: NamedRange, other: NamedRange, verb: string): Unplaced {
  const hint = "Choose a network that is used nowhere else on this site.";
  return error(clusterPath(network), `${verb} ${other.name} ${other.text}`, hint);
}

function hostBits(network: NamedRange): readonly Unplaced[] {
  if (!hasHostBits(network.range)) return [];
  return [
    error(
      clusterPath(network),
      "is an address inside a network, not the network itself",
      `Write ${networkText(network.range)}`,
    ),
  ];
}

function publicNetwork(network: NamedRange): Unplaced {
  const message = `${network.text} is not a private network: hosts there become unreachable`;
  const hint = "Use a network out of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or fc00::/7.";
  return warning(clusterPath(network), message, hint);
}

function sameAddress(addresses: readonly NamedRange[]): readonly Unplaced[] {
  const [node, vip] = ADDRESSES.map((name) => addresses.find((one) => one.name === name));
  if (node === undefined || vip === undefined || !overlap(node.range, vip.range)) return [];
  const hint = "Give the virtual address an address no host has, or remove vip.";
  return [error(clusterPath(vip), "is the same address as nodeIp", hint)];
}

function clusterPath({ name }: NamedRange): Segments {
  return ["spec", "cluster", name];
}

function certificateRules(root: unknown, nowMs: number): readonly Unplaced[] {
  return listAt(root, ["spec", "certificates", "trusted"]).flatMap((entry, index) => {
    const pem = isMap(entry) ? entry.pem : undefined;
    if (typeof pem !== "string" || !pem.includes("-----BEGIN CERTIFICATE-----")) return [];
    return pemRules(pem, ["spec", "certificates", "trusted", index, "pem"], nowMs);
  });
}

const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;

function pemRules(pem: string, path: Segments, nowMs: number): readonly Unplaced[] {
  if (PRIVATE_KEY.test(pem)) {
    const hint = "Remove the private key from the document and replace it: it was seen here.";
    return [error(path, "holds a private key beside the certificate", hint)];
  }
  return (pem.match(CERTIFICATE) ?? []).flatMap((one) => certificateIssues(one, path, nowMs));
}

function certificateIssues(pem: string, path: Segments, nowMs: number): readonly Unplaced[] {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    const hint = "Copy the certificate again, whole, with every line indented alike under pem: |";
    return [error(path, "is not a readable certificate", hint)];
  }
  const day = (text: string) => new Date(text).toISOString().slice(0, 10);
  if (Date.parse(certificate.validTo) < nowMs) {
    const message = `expired on ${day(certificate.validTo)}`;
    return [warning(path, message, "Ask for the renewed certificate.")];
  }
  if (Date.parse(certificate.validFrom) > nowMs) {
    const message = `is valid only from ${day(certificate.validFrom)}`;
    return [warning(path, message, "Check the clock of this host.")];
  }
  return [];
}

function mapAt(root: unknown, path: Segments): Readonly<Record<string, unknown>> {
  const found = valueAt(root, path);
  return isMap(found) ? found : {};
}

function listAt(root: unknown, path: Segments): readonly unknown[] {
  const found = valueAt(root, path);
  return Array.isArray(found) ? found : [];
}
