import type { Blocked, Candidate } from "../engine/index.ts";
import type { EdgeHostSpec } from "../spec/index.ts";
import { type TrustAnchor, type TrustFamily, trustEnsure } from "../steps/index.ts";
import { type CertificateView, parseCertificates } from "./parse.ts";

export type TrustedCertificates = NonNullable<NonNullable<EdgeHostSpec["certificates"]>["trusted"]>;

/** Pure: one step for all of them, because the system makes its bundle as a whole. */
export function planCertificates(
  trusted: TrustedCertificates,
  family: TrustFamily | "unknown",
): Candidate {
  const blocked = trusted.flatMap(({ name, pem }) => problemsOf(name, pem));
  if (blocked.length > 0) return { steps: [], skipped: [], blocked };
  if (family === "unknown") {
    const isAsked = trusted.length > 0;
    return { steps: [], skipped: [], blocked: isAsked ? [unknownFamily()] : [] };
  }
  const anchors = trusted.flatMap(({ name, pem }) => anchorsOf(name, pem));
  const twice = anchors.find(
    ({ name }, index) => anchors.findIndex((a) => a.name === name) < index,
  );
  if (twice !== undefined) return { steps: [], skipped: [], blocked: [named(twice.name)] };
  const step = trustEnsure({ id: "certificates.trust", family, anchors });
  return { steps: [step], skipped: [], blocked: [] };
}

/** Tools of some systems read only the first certificate of a file: one file for each. */
function anchorsOf(name: string, pem: string): readonly TrustAnchor[] {
  return parseCertificates(pem).certificates.map((certificate, index) => ({
    name: index === 0 ? name : `${name}-${index + 1}`,
    pem: certificate.pem,
    summary: summaryOf(certificate),
  }));
}

export function summaryOf({ subject, validToMs }: CertificateView): string {
  return `${subject}, valid until ${new Date(validToMs).toISOString().slice(0, 10)}`;
}

function problemsOf(name: string, pem: string): readonly Blocked[] {
  const { certificates, problems } = parseCertificates(pem);
  const all = certificates.length === 0 && problems.length === 0 ? ["it is empty"] : problems;
  return all.map((problem) => ({
    code: "CERTIFICATE_INVALID",
    message: `certificate ${name}: ${problem}`,
    hint: "Paste the certificate again as PEM, from -----BEGIN to the end of -----END.",
  }));
}

function named(name: string): Blocked {
  return {
    code: "CERTIFICATE_INVALID",
    message: `two certificates are named ${name}`,
    hint: "Give each certificate a name of its own.",
  };
}

function unknownFamily(): Blocked {
  return {
    code: "TRUST_UNSUPPORTED",
    message: "it is not known where this operating system keeps trusted certificates",
    hint: "Install them by hand, and take them out of the document.",
  };
}
