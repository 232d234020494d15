import {
  observeCertificates,
  parseCertificates,
  planCertificates,
  type SeenCertificate,
  summaryOf,
} from "../certificates/index.ts";
import { defineSettings } from "./domain.ts";
import { factText, settingRow } from "./row.ts";

export const certificates = defineSettings({
  id: "certificates",
  title: "Trusted certificates",
  section: "certificates",
  wanted: ({ certificates }) => certificates?.trusted,
  observe: observeCertificates,
  plan({ wanted, seen, facts }) {
    // What the host says of itself knows derivatives (ID_LIKE) that a table of names does not.
    return planCertificates(wanted, seen.family === "unknown" ? facts.osFamily : seen.family);
  },
  rows({ document, seen: { ours } }) {
    const trusted = document?.spec.certificates?.trusted;
    const wanted = trusted?.flatMap(({ pem }) => parseCertificates(pem).certificates);
    const now = ours.is === "known" ? ours.value : [];
    const has = (fingerprint: string) =>
      now.some((one) => one.isTrusted && one.certificate.fingerprint === fingerprint);
    return [
      settingRow({
        path: "spec.certificates.trusted",
        title: "Trusted certificates",
        wanted: wanted?.map(summaryOf).join("; "),
        seen: factText(ours, (list) =>
          list.length === 0 ? "none of ours" : list.map(shown).join("; "),
        ),
        inForce:
          ours.is === "unknown" ? undefined : wanted?.every(({ fingerprint }) => has(fingerprint)),
      }),
    ];
  },
});

function shown({ certificate, isTrusted }: SeenCertificate): string {
  return `${summaryOf(certificate)}${isTrusted ? "" : " (not in the bundle)"}`;
}
