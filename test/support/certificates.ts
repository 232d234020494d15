import { readFileSync } from "node:fs";

/** Two self-signed CA certificates made for the tests; their keys were thrown away. */
export const ROOT_CA = readFileSync(
  new URL("../fixtures/certificates/root-ca.pem", import.meta.url),
  "utf8",
);
export const PROXY_CA = readFileSync(
  new URL("../fixtures/certificates/proxy-ca.pem", import.meta.url),
  "utf8",
);
/** A server certificate, not a CA, expired in 2021. */
export const EXPIRED_SERVER = readFileSync(
  new URL("../fixtures/certificates/expired-server.pem", import.meta.url),
  "utf8",
);
