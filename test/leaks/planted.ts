// A table: one row to a secret, as it is found in the field. None of them was ever valid.
import { generateKeyPairSync } from "node:crypto";

/** A secret and the text it stands in. */
export interface Planted {
  readonly kind: string;
  /** What may be seen nowhere. */
  readonly value: string;
  /** As a log, a configuration or an error has it; may be of several lines. */
  readonly text: string;
}

const pem = (type: "rsa" | "ec", format: "pkcs1" | "sec1" | "pkcs8"): string => {
  const options = { privateKeyEncoding: { type: format, format: "pem" } } as const;
  const made =
    type === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048, ...(options as object) })
      : generateKeyPairSync("ec", { namedCurve: "P-256", ...(options as object) });
  return String(made.privateKey).trim();
};
/** A line of its middle: whoever has that has a part of the key. */
const bodyOf = (text: string): string => text.split("\n")[1] ?? "";
const inPem = (kind: string, key: string): Planted => ({ kind, value: bodyOf(key), text: key });
const base64 = (text: string): string => Buffer.from(text).toString("base64");

const KUBE_KEY = base64(pem("ec", "sec1"));
const SSH_KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${base64("openssh-key-v1 planted not real".repeat(3)).slice(0, 70)}\n-----END OPENSSH PRIVATE KEY-----`;
const JWT = `eyJhbGciOiJIUzI1NiJ9.${base64('{"sub":"planted"}').replaceAll("=", "")}.Zk3vQw9pLs8tRb2xNc7yHd5m`;
const HEX = "8d1f0c".repeat(11).slice(0, 64);

const assigned = (kind: string, value: string, text: string): Planted => ({
  kind,
  value,
  text: text.replace("SECRET", value),
});

export const PLANTED: readonly Planted[] = [
  assigned("registration token", "regTok-5Jq8wXv2Zk1", "edgeHostToken: SECRET"),
  assigned("API key of the plane", "apiK-7hQ2mZx0Rt5vNb", "ApiKey: SECRET"),
  assigned("pairing key", "PAIR-K7Q2-ZX0R-T5VN", "pairing_key=SECRET"),
  assigned(
    "proxy password in an address",
    "Prx0-uRl-pa55",
    "HTTPS_PROXY=http://svc:SECRET@proxy.example:3128",
  ),
  assigned("proxy password as a field", "Prx0-fie1d-pa55", "  password: SECRET"),
  assigned(
    "registry password",
    "Reg1stry-pw-41",
    '"auths":{"r.example":{"username":"u","password":"SECRET"}}',
  ),
  assigned(
    "registry login in Base64",
    base64("robot:R0bot-pa55word"),
    '{"auths":{"r.example":{"auth":"SECRET"}}}',
  ),
  assigned("key of a kubeconfig", KUBE_KEY, "    client-key-data: SECRET"),
  assigned("join token of a server", `K10${HEX}::server:4f1bJoin77`, "joining with SECRET now"),
  assigned("bootstrap token", "q7x2mz.8vnb4kt0rw5jh1c9", "join 10.0.0.1:6443 --token SECRET"),
  assigned(
    "join token in Base64",
    base64('{"token":"9b1e5fcanonical77","fingerprint":"ab"}'),
    "k8s join-cluster SECRET",
  ),
  assigned("passphrase of a WLAN", "wlan pa55 phrase 9", '  psk="SECRET"'),
  assigned(
    "key of WireGuard",
    base64(`${"w".repeat(16)}planted-wg-key-1`).slice(0, 44),
    "PrivateKey = SECRET",
  ),
  assigned(
    "preshared key of WireGuard",
    base64(`${"p".repeat(16)}planted-wg-psk-1`).slice(0, 44),
    "PresharedKey = SECRET",
  ),
  inPem("RSA key", pem("rsa", "pkcs1")),
  inPem("EC key", pem("ec", "sec1")),
  inPem("PKCS 8 key", pem("rsa", "pkcs8")),
  inPem("SSH key", SSH_KEY),
  assigned("signed token", JWT, "got SECRET from the plane"),
  assigned("Authorization header", base64("svc:B4sic-auth-pw"), "Authorization: Basic SECRET"),
  assigned(
    "bearer token",
    "bear3rTok.9xQ2-zR5v_Nb7",
    "curl -H 'Authorization: Bearer SECRET' https://x.example",
  ),
  assigned("password of user-data", "ud-Pa55w0rd-77", "      passwd: SECRET"),
  assigned(
    "password hash",
    "$6$rounds=4096$pLaNt3d$Qm8vXz2kR5tNb7hJ1cW9sD4fG6yU0aE3oIiLlKk",
    "kairos:SECRET:19000:0:99999:7:::",
  ),
  assigned(
    "key of an encryption configuration",
    base64("aescbc-planted-key-of-32-bytes!!"),
    "            secret: SECRET",
  ),
  assigned(
    "login of a snap store",
    "snapMac-AAJzbmFwY3JhZnQuaW8AAhQ",
    "SNAPCRAFT_STORE_CREDENTIALS=SECRET",
  ),
  assigned(
    "login in an address",
    "B4s1c-in-ur1",
    "GET https://robot:SECRET@files.example/x failed: 403",
  ),
  assigned(
    "password on a command line",
    "cmd-1ine-pa55",
    "mysqldump --user=root --password=SECRET --all failed",
  ),
  assigned(
    "secret in an answer",
    "ans-s3cret-0042",
    '500 {"error":"denied","client_secret":"SECRET"}',
  ),
  assigned("cookie", "sess-c00kie-8842aa", "Set-Cookie: session=SECRET; HttpOnly"),
  assigned(
    "token of a code host",
    "ghp_p1antedp1antedp1antedp1antedp1an",
    "remote: https://SECRET@github.com/x/y",
  ),
  assigned("password of etcd", "etcd-r00t-pa55", "ETCDCTL_PASSWORD=SECRET"),
];

/** As programs write a value somewhere else: as it is, in JSON, in an address, in Base64. */
export function formsOf({ value }: Planted): readonly string[] {
  const plain = base64(value).replace(/=+$/, "");
  return [
    ...new Set([value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value), plain]),
  ];
}

/** Kinds whose secret stands in a text, in any form. */
export function leaksIn(text: string | Uint8Array): readonly string[] {
  const bytes = typeof text === "string" ? Buffer.from(text) : Buffer.from(text);
  return PLANTED.filter((one) => formsOf(one).some((form) => bytes.includes(form))).map(
    ({ kind }) => kind,
  );
}
