/** Certificates a person gives this host to trust: reading, comparing, installing. */
export {
  type CertificateFinding,
  type FoundCertificate,
  findingOf,
  isMeant,
  shownFingerprint,
} from "./finding.ts";
export {
  observeCertificates,
  type SeenCertificate,
  type SeenCertificates,
  trustFamilyOf,
} from "./observe.ts";
export {
  type CertificateView,
  parseCertificateFile,
  parseCertificates,
} from "./parse.ts";
export { planCertificates, summaryOf } from "./plan.ts";
export { lookAtUrl } from "./server.ts";
export { readSticks } from "./sticks.ts";
export { certificateWarnings } from "./warnings.ts";
export { certificateRows } from "./words.ts";
