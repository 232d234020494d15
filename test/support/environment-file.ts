/**
 * Reads a file as systemd does (systemd.exec(5), EnvironmentFile=): `#` and `;` start comments; in
 * double quotes a backslash protects `"`, `\`, a backtick and `$`, before anything else it stays; in
 * single quotes nothing is special; without quotes a backslash protects what follows.
 */
export function readEnvironmentFile(text: string): Readonly<Record<string, string>> {
  const vars: Record<string, string> = {};
  const line =
    /[ \t]*(?:[#;][^\n]*|([A-Za-z_]\w*)=((?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|\\[\s\S]|[^"'\\\n])*))?\n/y;
  while (line.lastIndex < text.length) {
    const at = line.lastIndex;
    const found = line.exec(text);
    if (found === null) throw new Error(`systemd would not read this: ${text.slice(at, at + 80)}`);
    const [, name, value = ""] = found;
    if (name !== undefined) vars[name] = plainValue(value);
  }
  return vars;
}

function plainValue(text: string): string {
  const parts = text.trim().matchAll(/"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|\\([\s\S])|([^"'\\]+)/g);
  return [...parts]
    .map(([, double, single, escaped, bare]) => {
      if (double !== undefined) return double.replace(/\\(["\\`$])/g, "$1").replace(/\\\n/g, "");
      return single ?? escaped ?? bare ?? "";
    })
    .join("");
}
