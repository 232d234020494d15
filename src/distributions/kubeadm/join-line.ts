import type { JoinCommands, JoinFlaw, JoinMaterial } from "../driver.ts";
import { CLUSTER_CA } from "./paths.ts";

const TOKEN = /^[a-z0-9]{6}\.[a-z0-9]{16}$/;
/** Options of known length, so that they are found however a terminal broke the line. */
const OPTIONS = {
  token: /--(?:discovery-)?token=?["']?([a-z0-9]{6}\.[a-z0-9]{16})["']?/,
  pin: /--discovery-token-ca-cert-hash=?["']?(sha256:[0-9a-f]{64})["']?/,
  certificateKey: /--certificate-key=?["']?([0-9a-f]{64})["']?/,
} as const;
const CONTROL_PLANE = "--control-plane";
const SERVER = /^(\[[0-9A-Fa-f:.]+\]:\d{1,5}|[A-Za-z0-9][A-Za-z0-9.-]*:\d{1,5})/;

export const SHOWN_BY: JoinCommands = {
  material: "kubeadm token create --print-join-command",
  pin: `openssl x509 -in ${CLUSTER_CA} -noout -pubkey | openssl pkey -pubin -outform der | sha256sum`,
  certificateKey: "kubeadm init phase upload-certs --upload-certs",
};

/**
 * Pure. The line `kubeadm join HOST:PORT --token ...` as kubeadm prints it, also broken over lines and with
 * all that stands around it, or a token alone. `undefined`: neither.
 */
export function parseJoinLine(text: string): JoinMaterial | undefined {
  const whole = text.trim();
  if (TOKEN.test(whole)) return { token: whole };
  const read = linesIn(whole).flatMap((line) => {
    const material = materialIn(line);
    return material === undefined ? [] : [material];
  });
  const [first] = read;
  if (first === undefined) return undefined;
  // The output of kubeadm init has a line for either: then the person says as which this host comes.
  const other = read.find(({ token, role }) => token === first.token && role !== first.role);
  if (other === undefined) return first;
  const { role: _, ...both } = { ...other, ...first };
  return both;
}

/** Pure. What begins as its line does, and cannot be used. */
export function flawOfLine(text: string): JoinFlaw | undefined {
  const [line] = linesIn(text.trim());
  const why = line === undefined ? undefined : whyNot(line);
  if (why === undefined) return undefined;
  return { why, hint: `Paste the whole line; a control plane prints one: ${SHOWN_BY.material}.` };
}

export function spellLine({ server, token, pin, certificateKey, role }: JoinMaterial): string {
  if (server === undefined && pin === undefined) return token;
  const options = [
    ...(pin === undefined ? [] : ["--discovery-token-ca-cert-hash", pin]),
    ...(role === "control-plane" ? [CONTROL_PLANE] : []),
    ...(certificateKey === undefined ? [] : ["--certificate-key", certificateKey]),
  ];
  return ["kubeadm join", ...(server === undefined ? [] : [server]), "--token", token]
    .concat(options)
    .join(" ");
}

/** What follows each `kubeadm join`, without blanks, line ends and the backslashes before them. */
function linesIn(text: string): readonly string[] {
  const [, ...lines] = text.replace(/[\s\\]+/g, "").split("kubeadmjoin");
  return lines;
}

function materialIn(line: string): JoinMaterial | undefined {
  const found = (name: keyof typeof OPTIONS) => OPTIONS[name].exec(line)?.[1];
  const token = found("token");
  if (token === undefined) return undefined;
  const pin = found("pin");
  const certificateKey = found("certificateKey");
  const server = serverIn(line);
  return {
    ...(server === undefined ? {} : { server }),
    token,
    ...(pin === undefined ? {} : { pin }),
    ...(certificateKey === undefined ? {} : { certificateKey }),
    role: line.includes(CONTROL_PLANE) ? "control-plane" : "worker",
  };
}

/** It stands before the options, or behind them. */
function serverIn(line: string): string | undefined {
  const others = withoutValues(line).replace(CONTROL_PLANE, " ");
  return others.split(" ").flatMap((part) => SERVER.exec(part)?.[1] ?? [])[0];
}

function whyNot(line: string): string | undefined {
  if (line.includes("--discovery-file"))
    return "it comes in by a file of its own (--discovery-file), which is not taken here";
  if (!/--(?:discovery-)?token(?!-ca)/.test(line)) return "its line has no --token";
  if (!OPTIONS.token.test(line))
    return "its token is cut or changed: it is six letters and digits, a dot, and sixteen more";
  if (line.includes("-ca-cert-hash") && !OPTIONS.pin.test(line))
    return "its pin is cut or changed: it is sha256: and 64 hex digits";
  if (line.includes("--certificate-key") && !OPTIONS.certificateKey.test(line))
    return "its certificate key is cut or changed: it is 64 hex digits";
  return endsInOption(line) ? "its line ends in the middle of an option" : undefined;
}

const NAMES = ["--discovery-token-ca-cert-hash", "--certificate-key", CONTROL_PLANE];

function endsInOption(line: string): boolean {
  const [tail] = /--[a-z-]*$/.exec(withoutValues(line)) ?? [];
  return tail !== undefined && NAMES.some((name) => name !== tail && name.startsWith(tail));
}

const withoutValues = (line: string): string =>
  Object.values(OPTIONS).reduce((rest, option) => rest.replace(option, " "), line);
