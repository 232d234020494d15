import { X509Certificate } from "node:crypto";
import { keptAnswers } from "../../text/index.ts";

/** Whether this authority signed this certificate, both PEM. @throws when one of them is none. */
export const isSignedBy = keptAnswers(64, (authority = "", cert = "") =>
  new X509Certificate(cert).verify(new X509Certificate(authority).publicKey),
);

/** @throws when it is none. */
export const subjectOf = keptAnswers(64, (cert = "") => new X509Certificate(cert).subject);
