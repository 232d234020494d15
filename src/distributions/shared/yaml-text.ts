import { stringify } from "yaml";
import { keptAnswers } from "../../text/index.ts";

/** Pure. What is `undefined` is left out; a plan is made anew at each look, and its files are as before nearly always. */
export function yamlText(value: object): string {
  return textOf(JSON.stringify(value));
}

const textOf = keptAnswers(64, (json = "") => stringify(JSON.parse(json), { lineWidth: 0 }));
