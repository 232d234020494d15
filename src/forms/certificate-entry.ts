import { certificatesOf } from "./values.ts";

export type CertificateEntry =
  | { readonly is: "added"; readonly text: string; readonly names: readonly string[] }
  | { readonly is: "removed"; readonly text: string }
  | { readonly is: "refused"; readonly why: string };

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Adds every certificate of a PEM text to those of the form, under names a file can have. */
export function addCertificates(before: string, pem: string, source: string): CertificateEntry {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem))
    return { is: "refused", why: "this holds a private key; only certificates belong here" };
  const blocks = pem.match(BLOCK) ?? [];
  if (blocks.length === 0) return { is: "refused", why: "there is no PEM certificate in it" };
  const known = certificatesOf(before);
  const names = blocks.map((_, index) =>
    freeName(
      index === 0 ? source : `${source}-${index + 1}`,
      known.map(({ name }) => name),
    ),
  );
  const added = blocks.map((block, index) => ({
    name: names[index] ?? source,
    pem: `${block.trim()}\n`,
  }));
  return { is: "added", text: JSON.stringify([...known, ...added]), names };
}

export function removeCertificate(before: string, name: string): CertificateEntry {
  const known = certificatesOf(before);
  const left = known.filter((certificate) => certificate.name !== name);
  if (left.length === known.length) return { is: "refused", why: `there is none named ${name}` };
  return { is: "removed", text: left.length === 0 ? "" : JSON.stringify(left) };
}

/** `/media/usb/Corp Root.pem` becomes `corp-root`. */
export function nameOfPath(path: string): string {
  const base = path.split("/").at(-1) ?? "";
  const name = base
    .replace(/\.(?:pem|crt|cer)$/i, "")
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, "-")
    .replace(/^[^a-z0-9]+/, "");
  return name === "" ? "certificate" : name.slice(0, 60);
}

function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted;
  for (let number = 2; ; number++) {
    const name = `${wanted}-${number}`;
    if (!taken.includes(name)) return name;
  }
}
