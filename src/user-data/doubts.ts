import { hostAddressProblem, prefixOfMask, unicastProblem } from "../addresses/index.ts";
import type { Doubt } from "./parameter.ts";

type Judge = (value: string | number) => Doubt | undefined;

const unless = (test: (text: string) => boolean, message: string, hint: string): Judge => {
  // An empty text is how user-data says "nothing".
  return (value) => (value === "" || test(String(value)) ? undefined : { message, hint });
};

const NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const DNS_NAME = new RegExp(`^(?=.{1,253}$)${NAME}(\\.${NAME})*$`);
/** As Palette lists them; the dot is judged apart, as older pages have names with dots. */
const FORBIDDEN_IN_ID = /[/?#&+%,$~!@*(){}|=;:<>'^"\s]/;
const MOST_ID = 128;

export const hostId: Judge = (value) => {
  const text = String(value);
  if (text === "" || text === "$random") return undefined;
  const odd = FORBIDDEN_IN_ID.exec(text)?.[0];
  if (odd !== undefined) {
    const shown = /\s/.test(odd) ? "white space" : `the character ${odd}`;
    return {
      message: `has ${shown}, which no edge host ID may have`,
      hint: "Use letters, digits, - and _.",
    };
  }
  if (text.includes("."))
    return {
      message: "has a dot: older pages of Palette allow it in an edge host ID, newer ones do not",
      hint: "Use - in its place.",
    };
  if (text.length <= MOST_ID) return undefined;
  return {
    message: `is longer than ${MOST_ID} characters: Palette cuts the rest off`,
    hint: "Shorten it, so that two hosts cannot become one.",
  };
};

export const hostName = unless(
  (text) => DNS_NAME.test(text),
  "must be a host name (RFC 1123): lower-case letters, digits and -, with dots between its parts",
  "Write it like this: rack12-edge1",
);

export const prefix = unless(
  (text) => /^[A-Za-z0-9-]+$/.test(text),
  "must have only letters, digits and -",
  "Write it like this: edge",
);

/** Of the pages of Palette themselves, and no address of the service. */
const MISTAKEN_ENDPOINT = "api.console.spectrocloud.com";

export const endpoint: Judge = (value) => {
  const text = String(value);
  if (text === MISTAKEN_ENDPOINT)
    return {
      message: "is a name from samples that is no address of Palette",
      hint: "Write api.spectrocloud.com, or the name of your own Palette.",
    };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return {
      message: "has a scheme: Palette wants the host name alone",
      hint: `Write ${text.replace(/^[^:]*:\/\//, "").replace(/\/.*$/, "")}`,
    };
  return unless(
    (name) => /^[A-Za-z0-9.-]+(:\d{1,5})?$/.test(name) || /^\[[0-9a-f:]+\](:\d+)?$/i.test(name),
    "must be a host name",
    "Write it like this: api.spectrocloud.com",
  )(value);
};

export const proxyUrl = unless(
  (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
  "must be a URL with http:// or https://",
  "Write it like this: http://proxy.example.net:3128",
);

export const url = unless(
  (text) => /^https?:\/\//i.test(text) && URL.canParse(text),
  "must be a URL with http:// or https://",
  "Write it like this: https://edge-registration-app.vercel.app",
);

export const address: Judge = (value) => (value === "" ? undefined : unicastProblem(String(value)));

/** With the bits of its network, or with `mask` beside it, which is judged there. */
export const hostAddress: Judge = (value) => {
  const text = String(value);
  if (text === "" || unicastProblem(text) === undefined) return undefined;
  return hostAddressProblem(text);
};

export const mask = unless(
  (text) => prefixOfMask(text) !== undefined,
  "must be a network mask",
  "Write it like this: 255.255.255.0",
);

export const port: Judge = (value) =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= 65_535
    ? undefined
    : { message: "must be a port", hint: "Use a whole number from 1 to 65535." };

export const positive: Judge = (value) =>
  Number(value) >= 0
    ? undefined
    : { message: "must not be negative", hint: "Use a number from 0 up." };

export const folder = unless(
  (text) => text.startsWith("/"),
  "must be a path from the root",
  "Begin it with /.",
);

export const day = unless(
  (text) => /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)),
  "must be a day",
  "Write it like this: 2027-01-31",
);

/** RE2, which Palette uses, knows neither looking around nor backward references. */
export const pattern: Judge = (value) => {
  const text = String(value);
  const hint = "Use a pattern of RE2.";
  if (/\(\?<?[=!]|\\[1-9]/.test(text))
    return { message: "looks around or back, which RE2 does not", hint };
  try {
    // `(?i)` and `(?P<name>` are RE2 and no JavaScript.
    new RegExp(text.replace(/^\(\?[a-zA-Z]+\)/, "").replaceAll("(?P<", "(?<"), "u");
    return undefined;
  } catch {
    return { message: "is not a pattern that can be read", hint };
  }
};

export const registry = unless(
  (text) => !/^[a-z]+:\/\//i.test(text) && !/\s/.test(text),
  "has a scheme or a blank: a registry is named by host, port and path alone",
  "Write it like this: registry.example.net:5000/edge",
);

export const gates: Judge = (value) => {
  const known = ["UserDataForm", "DisableWorkerNodeCapReconcile"];
  const odd = String(value)
    .split(",")
    .map((name) => name.trim())
    .find((name) => name !== "" && !known.includes(name));
  if (odd === undefined) return undefined;
  return {
    message: `has the gate ${odd}, which is not known here`,
    hint: `Known: ${known.join(", ")}.`,
  };
};

/** What a shell or a person was to fill in, or what somebody masked. */
export function isPlaceholder(text: string): boolean {
  return /^(\$\{?\w+\}?|<.*>|\{\{.*\}\}|[*x]{4,}|(your|my)[-_ ].*)$/i.test(text);
}

export const token: Judge = (value) => {
  const text = String(value);
  if (isPlaceholder(text))
    return {
      message: "holds a placeholder and no token",
      hint: "Put the token in, or leave the line out and register by hand.",
    };
  return /\s/.test(text)
    ? { message: "has white space in it, which no token has", hint: "Copy the token again, alone." }
    : undefined;
};

/** Kairos: `auto`, or a device by any of its names. */
export const drive = unless(
  (text) => text === "auto" || /^\/dev\/./.test(text),
  "must be auto, or the path of a drive",
  "Write it from /dev/ on; bringup drives shows names that stay.",
);
