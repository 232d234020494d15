import type { Method } from "./method.ts";

export const qr: Method = {
  id: "qr",
  title: "QR code",
  summary: "Scan the code on this screen with a phone and approve on the page it opens.",
  needs: [],
  approval: "code",
  shows: "qr-and-code",
  waiting:
    "Waiting for approval: scan the code or open the address, compare code and fingerprint, approve. This screen follows by itself.",
};
