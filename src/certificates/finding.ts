import type { CertificateView, ParsedBundle } from "./parse.ts";
import { certificateWarnings } from "./warnings.ts";

/** Certificates somebody may want to trust, and what there is to say before. JSON. */
export interface CertificateFinding {
  readonly found: readonly FoundCertificate[];
  /** Sentences for a person, one per thing that could not be read. */
  readonly problems: readonly string[];
  /** Of a server: whether this host believes it now, one sentence. */
  readonly verdict?: string;
  /** Fingerprint of the one to trust so that the server is believed; absent: none of them would do. */
  readonly toTrust?: string;
}

export interface FoundCertificate {
  readonly view: CertificateView;
  readonly warnings: readonly string[];
  /** Where it lies, on a medium with several. */
  readonly file?: string;
}

/** What a file holds. `file` only where there are several. */
export function findingOf(
  { certificates, problems }: ParsedBundle,
  { nowMs, file }: { readonly nowMs: number; readonly file?: string },
): CertificateFinding {
  return {
    found: certificates.map((view) => ({
      view,
      warnings: certificateWarnings(view, nowMs),
      ...(file === undefined ? {} : { file }),
    })),
    problems: problems.map((problem) => (file === undefined ? problem : `${file}: ${problem}`)),
  };
}

export function joinFindings(findings: readonly CertificateFinding[]): CertificateFinding {
  return {
    found: findings.flatMap(({ found }) => found),
    problems: findings.flatMap(({ problems }) => problems),
  };
}

/** `ab12 cd34 ...`: as two people read it to each other. */
export function shownFingerprint(fingerprint: string): string {
  return (fingerprint.match(/.{1,4}/g) ?? []).join(" ");
}

/** Whether somebody meant this one: the beginning of its fingerprint, at least 8 digits. */
export function isMeant(fingerprint: string, typed: string): boolean {
  const digits = typed.toLowerCase().replace(/[\s:]/g, "");
  return /^[0-9a-f]{8,64}$/.test(digits) && fingerprint.startsWith(digits);
}
