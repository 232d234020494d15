import type { FoundProfile, Variable } from "../profile/index.ts";
import type { Output } from "./output.ts";
import { printTable } from "./table.ts";

/** Layers and variables, or every problem; the exit code with it. */
export function printProfile(found: FoundProfile, out: Output): number {
  const { path, name, version, description, layers, variables, problems } = found;
  if (problems.length > 0) {
    for (const { file, line, message, hint } of problems)
      out.line(`${path}/${file}${line > 0 ? `:${line}` : ""}: ${message}. ${hint}`);
    return 1;
  }
  out.line(`${name} ${version}${description === "" ? "" : `: ${description}`}`);
  printTable(
    ["LAYER", "KIND", "VERSION", "NEEDS", "MANIFESTS"],
    layers.map((layer) => [
      ...[layer.name, layer.kind, layer.version ?? ""],
      ...[(layer.requires ?? []).join(", "), (layer.manifests ?? []).join(", ")],
    ]),
    out,
  );
  if (variables.length === 0) out.line("It asks for nothing.");
  else
    printTable(
      ["VARIABLE", "TYPE", "DEFAULT", "ALLOWED"],
      variables.map((one) => [one.name, one.type ?? "text", defaultOf(one), allowedOf(one)]),
      out,
    );
  return 0;
}

function defaultOf(variable: Variable): string {
  if (variable.sensitive === true) return "(a secret)";
  if (variable.default !== undefined) return String(variable.default);
  return variable.required === true ? "(required)" : "";
}

function allowedOf({ options, pattern }: Variable): string {
  return options?.join(", ") ?? pattern ?? "";
}
