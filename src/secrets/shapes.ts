import type { Span } from "./spans.ts";

interface Shape {
  /** Every match has one of these in it; without them the text is not searched. */
  readonly needles: readonly string[];
  /** With the flags g and d; the group `secret` is masked, the whole match where there is none. */
  readonly pattern: RegExp;
  /** Says of a match whether it is one. */
  isSecret?(found: string): boolean;
}

/** What is a secret by its looks, whatever stands beside it. Every repetition has a limit or a class of its own. */
const SHAPES: readonly Shape[] = [
  { needles: ["K10"], pattern: /\bK10[0-9a-f]{64}::[^\s"']{1,512}/g },
  // Of kubeadm: what stands before the dot is its public name.
  { needles: ["."], pattern: /\.(?<=\b[a-z0-9]{6}\.)(?<secret>[a-z0-9]{16})\b/dg },
  // Tokens signed (JWT), and tokens that are an object in Base64.
  { needles: ["eyJ", "eyAi", "ewog"], pattern: /\b(?:eyJ|eyAi|ewog)[\w+/=.-]{16,}/g },
  { needles: ["AGE-SECRET"], pattern: /AGE-SECRET-KEY-1[A-Z0-9]{10,}/g },
  {
    needles: ["gh", "glpat-", "xox", "hvs."],
    pattern: /\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|hvs\.)[\w-]{16,255}/g,
  },
  // crypt(5): what stands in /etc/shadow, and in user-data of accounts.
  {
    needles: ["$"],
    pattern:
      /\$(?:1|2[abxy]?|5|6|7|y|gy|apr1|sha1|md5|scrypt|argon2(?:id|i|d))\$[\w./$=,+-]{8,512}/g,
  },
  // Up to the last @ of the word: in a password that nobody encoded there may be one.
  {
    needles: ["://"],
    pattern: /:\/\/(?<secret>[^\s/@"'<>`]{1,512}(?:@[^\s"'<>`]{0,256})?)(?=@)/dg,
  },
  {
    needles: ["@"],
    pattern: /(?<![\w./:-])[\w.-]{1,64}:(?<secret>[^\s@:/"',<>=]{3,128})@(?!sha\d+:)[\w.[-]/dg,
  },
  {
    needles: ["earer ", "BEARER ", "asic "],
    pattern:
      /\b(?:bearer[ \t]{1,8}|basic[ \t]{1,8}(?=[^\s]{0,512}[A-Z0-9=]))(?<secret>[\w.~+/=-]{8,})/dgi,
  },
  { needles: ["ookie:"], pattern: /\b(?:set-)?cookie:[ \t]*(?<secret>[^\r\n]+)/dgi },
  {
    needles: ["-u", "-U", "user"],
    pattern:
      /(?<=[\s"'])(?:-u|-U|--(?:proxy-)?user)[ =]?["']?[^\s:'"=]{1,128}:(?<secret>[^\s'"]{1,256})/dg,
  },
  // Of a registry, in a Docker configuration.
  {
    needles: ["auth"],
    pattern: /\bauth["']?[ \t]{0,8}:[ \t]{0,8}["']?(?<secret>[A-Za-z0-9+/=]{8,})/dg,
  },
  { needles: [".key"], pattern: /[\w-]\.key["']?:[ \t]{0,8}["']?(?<secret>[A-Za-z0-9+/=]{40,})/dg },
  {
    needles: ["</"],
    pattern: /<[\w:-]{0,64}(?:password|secret|token)>(?<secret>[^<\n]{1,4096})<\//dgi,
  },
  // `name: DB_PASSWORD`, and its value after it or on the next line; within JSON in JSON too.
  {
    needles: ["alue"],
    pattern:
      /\bname\\{0,3}["']?[ \t]*:[ \t]*\\{0,3}["']?[\w.-]{0,128}(?:pass|secret|token|psk|key|credential)[\w.-]{0,64}\\{0,3}["']?(?:,[ \t]*|,?[ \t]*\r?\n[ \t]*)\\{0,3}["']?value\\{0,3}["']?[ \t]*:[ \t]*\\{0,3}["']?(?<secret>[^\r\n"'\\]+)/dgi,
  },
  // On one line, as JSON writes it.
  {
    needles: ["PRIVATE KEY"],
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[^\n-]|-(?!----)){0,16384}-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g,
  },
  // The same in Base64, over several lines too.
  {
    needles: ["LS0tLS1CRUdJTi"],
    pattern: /LS0tLS1CRUdJTi[\w+/=-]{20,}(?:\s{1,64}[\w+/=]{20,})*/g,
    isSecret: (found) => isPrivate(found),
  },
  {
    needles: ['"Secret"'],
    pattern: /"(?:data|stringData)":\{(?<secret>[^{}\n]{1,1000000})\}/dg,
  },
];

/** `-----BEGIN ... PRIVATE KEY-----`; a certificate is no secret. */
function isPrivate(base64: string): boolean {
  return Buffer.from(base64.slice(0, 80), "base64").toString("latin1").includes("PRIVATE");
}

export function shapedSecrets(text: string): readonly Span[] {
  return SHAPES.filter(({ needles }) => needles.some((needle) => text.includes(needle))).flatMap(
    (shape) => [...text.matchAll(shape.pattern)].flatMap((found) => spanOf(shape, found)),
  );
}

function spanOf({ isSecret }: Shape, found: RegExpExecArray): readonly Span[] {
  if (isSecret?.(found[0]) === false) return [];
  const from = found.index;
  const [start, end] = found.indices?.groups?.secret ?? [from, from + found[0].length];
  return [{ from, start, end }];
}
