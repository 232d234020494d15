import { type RawAnswer, raw } from "./raw-host.ts";

/** What a browser without script does: keeps cookies, sends the forms of a page back. */
export interface Browser {
  get(path: string): Promise<RawAnswer>;
  /** With the secret of the last page, as a form on it would. */
  post(path: string, fields?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  readonly cookies: Map<string, string>;
}

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

export function openBrowser(url: string, ca?: string): Browser {
  const cookies = new Map<string, string>();
  let csrf = "";
  const keep = (answer: RawAnswer): RawAnswer => {
    const [, name = "", value = ""] =
      /^([^=]+)=([^;]*)/.exec(answer.headers["set-cookie"] ?? "") ?? [];
    if (value !== "") cookies.set(name, value);
    else if (name !== "") cookies.delete(name);
    csrf = /name="csrf" value="([^"]+)"/.exec(answer.text)?.[1] ?? csrf;
    return answer;
  };
  const headers = () => {
    const pairs = [...cookies].map(([name, value]) => `${name}=${value}`);
    return pairs.length === 0 ? {} : { cookie: pairs.join("; ") };
  };
  const trust = ca === undefined ? {} : { ca };
  return {
    cookies,
    get: async (path) =>
      keep(await raw({ method: "GET", url: url + path, headers: headers(), ...trust })),
    post: async (path, fields = {}) =>
      keep(
        await raw({
          method: "POST",
          url: url + path,
          body: new URLSearchParams({ csrf, ...fields }).toString(),
          headers: { ...FORM, ...headers(), origin: url, "sec-fetch-site": "same-origin" },
          ...trust,
        }),
      ),
  };
}
