import { parseCertificates } from "../certificates/index.ts";
import { certificatesOf } from "./values.ts";

export type CertificateEntry =
  | { readonly is: "added"; readonly text: string; readonly names: readonly string[] }
  | { readonly is: "removed"; readonly text: string }
  | { readonly is: "refused"; readonly why: string };

/** Adds every certificate of a text to those of the form, under names a file can have. */
export function addCertificates(before: string, given: string, source: string): CertificateEntry {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(given))
    return { is: "refused", why: "this holds a private key; only certificates belong here" };
  const { certificates, problems } = parseCertificates(given);
  if (certificates.length === 0) return { is: "refused", why: problems[0] ?? "it is empty" };
  const known = certificatesOf(before);
  const there = new Map(known.flatMap(({ name, pem }) => digestsOf(pem).map((one) => [one, name])));
  const fresh = certificates.filter(({ fingerprint }) => !there.has(fingerprint));
  if (fresh.length === 0)
    return {
      is: "refused",
      why: `it is there already: ${there.get(certificates[0]?.fingerprint ?? "")}`,
    };
  const names: string[] = [];
  for (const [index] of fresh.entries())
    names.push(
      freeName(index === 0 ? source : `${source}-${index + 1}`, [
        ...known.map(({ name }) => name),
        ...names,
      ]),
    );
  const added = fresh.map(({ pem }, index) => ({ name: names[index] ?? source, pem }));
  return { is: "added", text: JSON.stringify([...known, ...added]), names };
}

function digestsOf(pem: string): readonly string[] {
  return parseCertificates(pem).certificates.map(({ fingerprint }) => fingerprint);
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
    .replace(/\.(?:pem|crt|cer|der)$/i, "")
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
