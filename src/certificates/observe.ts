import { type Fact, factOf, type HostView } from "../engine/index.ts";
import { certificateDigests, TRUST_STORES, type TrustFamily } from "../steps/index.ts";
import { type CertificateView, parseCertificates } from "./parse.ts";

export interface SeenCertificate {
  /** As in the document. */
  readonly name: string;
  readonly certificate: CertificateView;
  /** The bundle that programs read contains it. */
  readonly isTrusted: boolean;
}

export interface SeenCertificates {
  readonly family: TrustFamily | "unknown";
  /** Those placed by us; the system's own are its own business. */
  readonly ours: Fact<readonly SeenCertificate[]>;
}

/** Families by the words of os-release(5), ID and ID_LIKE. */
export function trustFamilyOf(words: readonly string[]): TrustFamily | "unknown" {
  if (words.some((word) => word === "debian" || word === "ubuntu")) return "debian";
  if (words.some((word) => /^(rhel|fedora|centos|rocky|almalinux)$/.test(word))) return "rhel";
  if (words.some((word) => /suse|^sles$|^sle-/.test(word))) return "suse";
  return "unknown";
}

export async function observeCertificates(host: HostView): Promise<SeenCertificates> {
  const release = (await host.files.readText("/etc/os-release").catch(() => undefined)) ?? "";
  const words = [...release.matchAll(/^ID(?:_LIKE)?="?([^"\n]*)"?$/gm)];
  const family = trustFamilyOf(words.flatMap(([, value = ""]) => value.split(/\s+/)));
  const ours = await factOf(async () =>
    family === "unknown" ? undefined : await readOurs(family, host),
  );
  return { family, ours };
}

async function readOurs(family: TrustFamily, host: HostView): Promise<readonly SeenCertificate[]> {
  const { anchors, bundles } = TRUST_STORES[family];
  const names = ((await host.files.list(anchors)) ?? []).filter((name) => OURS.test(name));
  if (names.length === 0) return [];
  const trusted = new Set(certificateDigests(await firstText(bundles, host)));
  const seen: SeenCertificate[] = [];
  for (const name of names) {
    const text = (await host.files.readText(`${anchors}/${name}`)) ?? "";
    for (const certificate of parseCertificates(text).certificates) {
      const isTrusted = trusted.has(certificate.fingerprint);
      seen.push({ name: OURS.exec(name)?.[1] ?? name, certificate, isTrusted });
    }
  }
  return seen.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const OURS = /^bringup-(.+)\.crt$/;

async function firstText(paths: readonly string[], host: HostView): Promise<string> {
  for (const path of paths) {
    const text = await host.files.readText(path, { maxBytes: 16_000_000 });
    if (text !== undefined) return text;
  }
  return "";
}
