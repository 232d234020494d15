import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Locked {
  readonly packages: Readonly<Record<string, { readonly dev?: true; readonly version?: string }>>;
}

const NODE = `Node.js is Copyright Node.js contributors, under the MIT licence; it holds V8, OpenSSL, ICU
and other works under licences of their own: https://github.com/nodejs/node/blob/main/LICENSE`;

/** Our licence, Node's, and that of every package whose code is inside the program. */
export function copyright(home: string): string {
  const { packages }: Locked = JSON.parse(readFileSync(join(home, "package-lock.json"), "utf8"));
  const inside = Object.entries(packages).filter(
    ([path, { dev }]) => path !== "" && dev !== true && existsSync(join(home, path)),
  );
  const parts = inside.map(([path, { version }]) => {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    return `${name} ${version}\n\n${licence(join(home, path))}`;
  });
  const own = readFileSync(join(home, "LICENSE"), "utf8");
  return `${[`bringup\n\n${own}`, NODE, ...new Set(parts)].join(`\n${"-".repeat(79)}\n`)}\n`;
}

/** Its text, else its name: some packages ship none. */
function licence(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file !== undefined) return readFileSync(join(folder, file), "utf8").trim();
  const { license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return `Licence: ${license}`;
}
