/** Certificates a person gives this host to trust: reading, comparing, installing. */
export {
  observeCertificates,
  type SeenCertificate,
  type SeenCertificates,
  trustFamilyOf,
} from "./observe.ts";
export { type CertificateView, parseCertificates } from "./parse.ts";
export { planCertificates, summaryOf } from "./plan.ts";
