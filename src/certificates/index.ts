/** Certificates a person gives this host to trust: reading, comparing, installing. */
export {
  observeCertificates,
  type SeenCertificate,
  type SeenCertificates,
  trustFamilyOf,
} from "./observe.ts";
export { type CertificateView, type ParsedBundle, parseCertificates } from "./parse.ts";
export { planCertificates, summaryOf, type TrustedCertificates } from "./plan.ts";
