/** Files that are secrets as a whole, by their names. */
const NAMES: readonly { readonly name: RegExp; readonly why: string }[] = [
  { name: /\.(?:key|ppk|p12|pfx|jks|kdbx|keytab|jwk)$/i, why: "a private key" },
  { name: /(?:^|[-_.])key\.pem$/i, why: "a private key" },
  { name: /^(?:id_(?:rsa|dsa|ecdsa|ed25519)|ssh_host_\w+_key)$/, why: "a private key" },
  { name: /^g?shadow-?$/, why: "password hashes" },
  {
    name: /^(?:chap|pap)-secrets$|^\.?(?:netrc|pgpass|git-credentials|htpasswd|my\.cnf)$/,
    why: "passwords",
  },
  {
    name: /kubeconfig|^admin\.conf$|^(?:kubelet|controller-manager|scheduler|super-admin)\.conf$/i,
    why: "a kubeconfig",
  },
  {
    name: /^\.?(?:[\w-]*[-_])?(?:token|passwd|secrets?)(?:\.(?:json|ya?ml|txt|db))?$/i,
    why: "a token",
  },
  { name: /encryption[-_]config|encryption-state/i, why: "encryption keys" },
];
/** In these folders everything is. */
const FOLDERS = /\/(?:secrets|private)\//;
const PUBLIC = new Set(["/etc/passwd"]);

const PRIVATE_KEY = /^\s*(?:-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File)/;
const KUBECONFIG = /(?:^|["\s])(?:client-key-data|client-key)["']?:\s*\S/;

/** Why a file is a secret as a whole, by its path and its first bytes; `undefined`: it is not. */
export function wholeSecret(path: string, head: Uint8Array): string | undefined {
  if (PUBLIC.has(path)) return undefined;
  if (FOLDERS.test(path)) return "in a folder of secrets";
  const name = path.slice(path.lastIndexOf("/") + 1);
  const named = NAMES.find((entry) => entry.name.test(name));
  if (named !== undefined) return named.why;
  const text = Buffer.from(head).toString("latin1");
  if (PRIVATE_KEY.test(text)) return "a private key";
  if (text.includes("users:") && KUBECONFIG.test(text)) return "a kubeconfig";
  return undefined;
}
