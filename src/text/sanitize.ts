const ESC = "\\u001b";
const CSI = `(?:${ESC}\\[|\\u009b)[0-?]*[ -/]*[@-~]`;
const STRING = `${ESC}[\\]PX^_][\\s\\S]*?(?:\\u0007|${ESC}\\\\|$)`;
const ESCAPES = new RegExp(`${CSI}|${STRING}|${ESC}[ -/]*[0-~]`, "g");
/** Control and format characters: the second kind reorders or hides text without a trace. */
const CONTROLS = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Text from outside (tools, logs, planes) made safe to print: one line, no control characters. */
export function sanitize(text: string): string {
  if (/^[ -~]*$/.test(text)) return text;
  return text
    .replace(ESCAPES, "")
    .replace(/[\r\n\t]+/g, " ")
    .replace(CONTROLS, "");
}
