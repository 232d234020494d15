import {
  blocked,
  type CheckContext,
  defineHandler,
  done,
  type Step,
  todo,
} from "../engine/index.ts";
import { sanitize } from "../text/index.ts";
import { defineStep, type StepOptions } from "./define-step.ts";
import { execChecked } from "./exec-checked.ts";

export interface LabelledFile {
  readonly path: string;
}

/** The label that the policy of SELinux gives to a path. There is no way back, and nobody would want one. */
export function labelEnsure(
  options: StepOptions & LabelledFile,
): Step<"label.ensure", LabelledFile> {
  const { path } = options;
  return defineStep(options, {
    kind: "label.ensure",
    title: `Label ${path} as SELinux wants it`,
    params: { path },
    undo: "none",
    usualMs: 200,
  });
}

export const labelEnsureHandler = defineHandler<LabelledFile>("label.ensure", {
  async check({ path }, context) {
    const asked = await context.host.probe(["restorecon", "-n", "-v", path]);
    if (asked.is === "missing")
      return blocked("restorecon is not installed", "Install the package policycoreutils.");
    if (asked.is !== "exited" || asked.exitCode !== 0)
      return blocked(`restorecon does not say how ${path} is labelled`, `Look at ls -Z ${path}.`);
    const change = changeIn(asked.stdout);
    return change === undefined ? done(`${path} is labelled right`) : todo(change);
  },
  async preview({ path }, context) {
    const change = await wantedChange(path, context);
    return change === undefined ? [] : [{ subject: path, lines: [{ sign: "+", text: change }] }];
  },
  async run({ path }, { host, signal, report }) {
    await execChecked(host, ["restorecon", "-v", path], {
      timeoutMs: 10_000,
      signal,
      missingHint: "Install the package policycoreutils.",
    });
    report({ evidence: `labelled ${path}` });
  },
});

async function wantedChange(path: string, { host }: CheckContext): Promise<string | undefined> {
  const asked = await host.probe(["restorecon", "-n", "-v", path]);
  return asked.is === "exited" ? changeIn(asked.stdout) : undefined;
}

/** `Would relabel PATH from A to B`; nothing where the label is right. */
function changeIn(stdout: string): string | undefined {
  const line = stdout.split("\n").find((text) => /\bfrom \S+ to \S+/.test(text));
  return line === undefined ? undefined : sanitize(line).trim();
}
