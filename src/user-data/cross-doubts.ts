import { parseNetwork, prefixOfMask } from "../addresses/index.ts";
import { certificateWarnings, parseCertificates } from "../certificates/index.ts";
import { isMap, type Raw, type Segments, valueAt, warning } from "../spec/index.ts";
import type { Section } from "./parameter.ts";

/** What only several parameters together tell. */
export function crossDoubts(root: Section, nowMs: number): readonly Raw[] {
  return [
    ...managementDoubts(root),
    ...registryDoubts(root),
    ...interfaceDoubts(root),
    ...authorityDoubts(root, nowMs),
  ];
}

const SITE = ["stylus", "site"];

function managementDoubts(root: Section): readonly Raw[] {
  const out: Raw[] = [];
  const stylus = sectionAt(root, ["stylus"]);
  const site = sectionAt(root, SITE);
  const isLocal =
    (stylus.managementMode ?? (stylus.installationMode === "airgap" ? "local" : undefined)) ===
    "local";
  if (isLocal)
    for (const name of ["paletteEndpoint", "edgeHostToken"])
      if (isSaid(site[name]))
        out.push(
          warning(
            [...SITE, name],
            "has no effect without a management plane",
            "Remove it, or the mode.",
          ),
        );
  if (stylus.managementMode !== undefined && stylus.installationMode !== undefined)
    out.push(
      warning(
        ["stylus", "installationMode"],
        "is not taken: managementMode is there too",
        "Remove it.",
      ),
    );
  if (site.insecureSkipVerify === true)
    out.push(
      warning(
        [...SITE, "insecureSkipVerify"],
        "lets anybody answer as the management plane",
        "Give its authority in caCerts, and remove this line.",
      ),
    );
  return out;
}

function registryDoubts(root: Section): readonly Raw[] {
  const one = sectionAt(root, ["stylus", "registryCredentials"]);
  const several = sectionAt(root, ["stylus", "externalRegistries"]);
  const out: Raw[] = [];
  if (isSaid(one.domain) && several.registries !== undefined)
    out.push(
      warning(
        ["stylus", "registryCredentials"],
        "stands beside externalRegistries, which is to be used instead of it",
        "Keep one of the two.",
      ),
    );
  const isEncoded = one.encodedPassword === true && typeof one.password === "string";
  if (isEncoded && !/^[A-Za-z0-9+/]*={0,2}\s*$/.test(String(one.password)))
    out.push(
      warning(
        ["stylus", "registryCredentials", "password"],
        "is not base64, which encodedPassword says it is",
        "Encode it, or remove encodedPassword.",
      ),
    );
  return out;
}

const INTERFACES = [...SITE, "network", "interfaces"];

function interfaceDoubts(root: Section): readonly Raw[] {
  return Object.entries(sectionAt(root, INTERFACES)).flatMap(([name, port]) =>
    isMap(port) ? portDoubts(port, [...INTERFACES, name]) : [],
  );
}

function portDoubts(port: Section, path: Segments): readonly Raw[] {
  const { type = "dhcp", ipAddress, mask, gateway } = port;
  if (type === "static" && !isSaid(ipAddress))
    return [
      warning(
        [...path, "ipAddress"],
        "is missing: the port is static",
        "Add ipAddress: 10.10.216.81/24",
      ),
    ];
  if (type === "dhcp" && isSaid(ipAddress))
    return [
      warning([...path, "ipAddress"], "has no effect: the port is not static", "Add type: static"),
    ];
  if (type !== "static" || typeof ipAddress !== "string") return [];
  const network = parseNetwork(ipAddress);
  const bits = typeof mask === "string" ? prefixOfMask(mask) : undefined;
  if (network === undefined && !isSaid(mask) && !ipAddress.includes("/"))
    return [
      warning(
        [...path, "ipAddress"],
        "says nothing of its network",
        `Write ${ipAddress}/24, or add mask.`,
      ),
    ];
  if (network !== undefined && bits !== undefined && bits !== network.prefix)
    return [
      warning(
        [...path, "mask"],
        "says another network than ipAddress does",
        "Keep one of the two.",
      ),
    ];
  return isSaid(gateway)
    ? []
    : [warning(path, "has an address and no gateway", "Add gateway, if this port leads out.")];
}

function authorityDoubts(root: Section, nowMs: number): readonly Raw[] {
  const given = valueAt(root, [...SITE, "caCerts"]);
  if (!Array.isArray(given)) return [];
  return given.flatMap((entry: unknown, index) => {
    if (typeof entry !== "string") return [];
    const path = [...SITE, "caCerts", index];
    const { certificates, problems } = parseCertificates(entry);
    return [
      ...problems.map((problem) => warning(path, `cannot be read: ${problem}`, hintFor(problem))),
      ...certificates
        .flatMap((view) => certificateWarnings(view, nowMs))
        .map((text) =>
          warning(path, `is doubtful: ${clauseOf(text)}`, "Ask for another certificate."),
        ),
    ];
  });
}

function hintFor(problem: string): string {
  return problem.includes("private key")
    ? "Remove it, and make a new key: this one was seen here."
    : "Copy the certificate again, whole.";
}

/** `It expired on 2026-01-01. This ...` as part of another sentence. */
function clauseOf(sentences: string): string {
  const [first = ""] = sentences.split(/\.(?:\s|$)/);
  return `${first.slice(0, 1).toLowerCase()}${first.slice(1)}`;
}

/** An empty text says nothing, as it is what holds by default. */
function isSaid(value: unknown): boolean {
  return value !== undefined && value !== "" && value !== null;
}

function sectionAt(root: Section, path: Segments): Section {
  const found = valueAt(root, path);
  return isMap(found) ? found : {};
}
