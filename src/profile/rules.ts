import { error, type Segments, type Unplaced } from "../spec/index.ts";
import { nearest } from "../text/index.ts";
import { apiVersionOf } from "./kinds.ts";
import type { Layer, ProfileFile, Variable } from "./schema.ts";
import { valueProblem } from "./variables.ts";

/** What holds between the fields of a profile, once each of them is right by itself. */
export function fieldRules({ layers, variables = [] }: ProfileFile): readonly Unplaced[] {
  return [
    ...twice("layers", layers),
    ...twice("variables", variables),
    ...layers.flatMap((layer, index) =>
      layerRules(layer, ["layers", index], layers.slice(0, index)),
    ),
    ...onePer(layers),
    ...variables.flatMap((variable, index) => variableRules(variable, ["variables", index])),
  ];
}

function twice(list: string, entries: readonly { readonly name: string }[]): readonly Unplaced[] {
  return entries.flatMap(({ name }, index) =>
    entries.findIndex((other) => other.name === name) === index
      ? []
      : [error([list, index, "name"], `is the second ${name}`, "Give each a name of its own.")],
  );
}

function layerRules(layer: Layer, at: Segments, before: readonly Layer[]): readonly Unplaced[] {
  const { kind, manifests = [], readiness = [], requires = [] } = layer;
  const found: Unplaced[] = [];
  const isFact = kind === "os" || kind === "kubernetes";
  if (isFact && manifests.length + readiness.length > 0)
    found.push(
      error(
        [...at, manifests.length > 0 ? "manifests" : "readiness"],
        `has no place in a layer of kind ${kind}: it says what has to be there`,
        "Put it into a layer of its own.",
      ),
    );
  if (!isFact && manifests.length === 0)
    found.push(error([...at, "manifests"], "is missing", "Name the files to apply."));
  for (const [index, name] of requires.entries()) {
    if (before.some((one) => one.name === name)) continue;
    const near = nearest(
      name,
      before.map((one) => one.name),
    );
    const hint = near === undefined ? "Put that layer above it." : `Did you mean ${near}?`;
    found.push(error([...at, "requires", index], "is no layer above this one", hint));
  }
  for (const [index, rule] of readiness.entries())
    if (apiVersionOf(rule) === undefined)
      found.push(
        error(
          [...at, "readiness", index, "apiVersion"],
          `is missing: ${rule.kind} is not of Kubernetes itself`,
          "Add apiVersion: GROUP/VERSION.",
        ),
      );
  return found;
}

/** A cluster has one network and one version. */
function onePer(layers: readonly Layer[]): readonly Unplaced[] {
  return (["os", "kubernetes", "cni"] as const).flatMap((kind) => {
    const [, second] = layers.filter((layer) => layer.kind === kind);
    if (second === undefined) return [];
    const at = ["layers", layers.indexOf(second), "kind"];
    return [error(at, `is the second layer of kind ${kind}`, "A cluster has one.")];
  });
}

function variableRules(variable: Variable, at: Segments): readonly Unplaced[] {
  const { type = "text", options, sensitive, required } = variable;
  const found: Unplaced[] = [];
  if ((type === "choice") !== (options !== undefined))
    found.push(
      error([...at, "options"], "belongs to the type choice, and that needs it", "Correct it."),
    );
  if (sensitive === true && variable.default !== undefined)
    found.push(
      error([...at, "default"], "is given for a sensitive variable", "A secret stands in no file."),
    );
  if (sensitive === true && type !== "text" && type !== "lines")
    found.push(
      error([...at, "type"], "must be text or lines where it is sensitive", "Correct it."),
    );
  if (required === true && variable.default !== undefined)
    found.push(error([...at, "required"], "has no effect beside a default", "Remove one of both."));
  const problem =
    variable.default === undefined || sensitive === true
      ? undefined
      : valueProblem(variable, variable.default);
  if (problem !== undefined)
    found.push(error([...at, "default"], problem, "Give a default that is allowed."));
  return found;
}
