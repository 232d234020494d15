import { isDeepStrictEqual } from "node:util";
import type { ProxySpec, TextChange } from "../spec/index.ts";
import { wordsOf } from "./host-links.ts";
import { type Changes, type Link, NO_CHANGES, type Piece } from "./link.ts";
import { spelled } from "./plain-links.ts";
import { KEPT_APART, saidAt, saidByAnybody, type View } from "./said.ts";

const NETWORK = "stylus.site.network";
const PASSWORD_NAME = "proxy-password";
const WAYS = [
  { parameter: `${NETWORK}.httpProxy`, field: "http" },
  { parameter: `${NETWORK}.httpsProxy`, field: "https" },
] as const;

/** A URL may hold user and password, which are fields of their own in our document. */
interface ProxyUrl {
  readonly url: string;
  readonly userInfo: string;
  readonly username?: string;
  readonly password?: string;
}

function proxyUrlOf(text: string): ProxyUrl {
  const [, scheme = "", userInfo = "", rest = ""] =
    /^([a-z]+:\/\/)(?:([^/]*)@)?(.*)$/i.exec(text) ?? [];
  if (scheme === "" || userInfo === "") return { url: text, userInfo: "" };
  const [, username = "", password] = /^([^:]*)(?::(.*))?$/s.exec(userInfo) ?? [];
  return {
    url: `${scheme}${rest}`,
    userInfo,
    username: decoded(username),
    ...(password === undefined ? {} : { password: decoded(password) }),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PROXY = ["spec", "proxy"];

const urls: Link = {
  read(view) {
    const said = WAYS.flatMap(({ parameter, field }) => {
      const one = saidAt(view, parameter);
      if (typeof one?.value !== "string") return [];
      return [{ field, from: one.path, ...proxyUrlOf(one.value) }];
    });
    const named = said.find(({ username }) => username !== undefined && username !== "");
    return [
      ...said.map(({ field, url, from }) => ({ field: [...PROXY, field], value: url, from })),
      ...(named === undefined ? [] : credentialPieces(named)),
    ];
  },
  write({ spec: { proxy }, secrets }, view) {
    if (proxy === undefined) return NO_CHANGES;
    const results = WAYS.map(({ parameter, field }) =>
      written(proxy, { parameter, field, view, secrets }),
    );
    return {
      changes: results.flatMap(({ changes }) => changes),
      unsaid: [...new Set(results.flatMap(({ unsaid }) => unsaid))],
    };
  },
};

function credentialPieces(said: ProxyUrl & Pick<Piece, "from">): readonly Piece[] {
  const { username, password, from } = said;
  return [
    { field: [...PROXY, "username"], value: username, from },
    ...(password === undefined
      ? []
      : [
          {
            ...{ field: [...PROXY, "password"], value: { secret: PASSWORD_NAME }, from },
            ...(password === KEPT_APART
              ? {}
              : { secret: { name: PASSWORD_NAME, value: password } }),
          },
        ]),
  ];
}

interface Way {
  readonly parameter: string;
  readonly field: "http" | "https";
  readonly view: View;
  readonly secrets: Readonly<Record<string, string>>;
}

function written(proxy: ProxySpec, { parameter, field, view, secrets }: Way): Changes {
  const url = proxy[field];
  const said = saidByAnybody(view, parameter);
  const now = typeof said?.value === "string" ? proxyUrlOf(said.value) : undefined;
  if (url === undefined) return NO_CHANGES;
  const { username = now?.username } = proxy;
  const name = proxy.password?.secret;
  const password = name === undefined ? undefined : secrets[name];
  const isSameUser = username === now?.username;
  const isSamePassword = password === undefined || password === now?.password;
  if (now?.url === url && isSameUser && isSamePassword) return NO_CHANGES;
  const keepsUserInfo = isSameUser && isSamePassword;
  const userInfo = keepsUserInfo ? (now?.userInfo ?? "") : userInfoOf(username ?? "", password);
  const value = userInfo === "" ? url : url.replace("://", () => `://${userInfo}@`);
  const isLeftOut = name !== undefined && password === undefined && now?.password === undefined;
  const change: TextChange = { path: spelled(said?.path, parameter), value };
  const hint = `the password of the proxy is left out: add --secret-file ${name}=PATH to write it`;
  return { changes: [change], unsaid: isLeftOut ? [hint] : [] };
}

function userInfoOf(username: string, password: string | undefined): string {
  const user = encodeURIComponent(username);
  return password === undefined ? user : `${user}:${encodeURIComponent(password)}`;
}

const NO_PROXY = `${NETWORK}.noProxy`;

const noProxy: Link = {
  read(view) {
    const said = saidAt(view, NO_PROXY);
    if (said === undefined) return [];
    return [
      { field: [...PROXY, "noProxy"], value: [...new Set(wordsOf(said.value))], from: said.path },
    ];
  },
  write({ spec }, view) {
    const wanted = spec.proxy?.noProxy;
    const said = saidByAnybody(view, NO_PROXY);
    const now = [...new Set(wordsOf(said?.value))];
    if (wanted === undefined || isDeepStrictEqual(wanted, now)) return NO_CHANGES;
    const change = { path: spelled(said?.path, NO_PROXY), value: wanted.join(",") };
    return { changes: [change], unsaid: [] };
  },
};

export const proxyLinks: readonly Link[] = [urls, noProxy];
