import type { JoinMaterial } from "../driver.ts";

const TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
const PIN = /^sha256:[0-9a-f]{64}$/;
const KEY = /^[0-9a-f]{64}$/;

/**
 * Pure. The line `kubeadm join HOST:PORT --token ...` as kubeadm prints it, also broken over lines and with
 * all that stands around it, or a token alone. `undefined`: neither.
 */
export function parseJoinLine(text: string): JoinMaterial | undefined {
  const whole = text.trim();
  if (TOKEN.test(whole)) return { token: whole };
  const [, line] = /\bkubeadm\s+join\s+(.*)/.exec(whole.replace(/\s*\\\r?\n\s*/g, " ")) ?? [];
  if (line === undefined) return undefined;
  const words = line.trim().split(/[\s=]+/);
  const after = (name: string) => {
    const at = words.indexOf(name);
    return at < 0 ? undefined : words[at + 1];
  };
  const server = words.find((word) => /^[^-][^\s]*:\d+$/.test(word) && !PIN.test(word));
  const token = after("--token") ?? after("--discovery-token");
  if (token === undefined || !TOKEN.test(token)) return undefined;
  const pin = after("--discovery-token-ca-cert-hash");
  const key = after("--certificate-key");
  return {
    ...(server === undefined ? {} : { server }),
    token,
    ...(pin !== undefined && PIN.test(pin) ? { pin } : {}),
    ...(key !== undefined && KEY.test(key) ? { certificateKey: key } : {}),
    role: words.includes("--control-plane") ? "control-plane" : "worker",
  };
}
