import {
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";

const USER = "etcd";

/** Under the CIS profile etcd runs as a user of its own, and RKE2 ends at once where there is none. */
export function etcdUserStep(): Step {
  return {
    id: "rke2.etcd-user",
    kind: "rke2.etcd-user",
    title: `Make the user and group ${USER} of the CIS profile`,
    params: { writes: ["/etc/passwd", "/etc/group"] },
    inputsDigest: digestOf(USER),
    impact: "none",
    undo: "compensate",
    usualMs: 500,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export const etcdUserHandler = defineHandler<object>("rke2.etcd-user", {
  async check(_params, context) {
    const missing = await missingIn(context);
    return missing.length === 0 ? done(`${USER} is there`) : todo(`no ${missing.join(", no ")}`);
  },
  async preview(_params, context) {
    const missing = await missingIn(context);
    return missing.map((what) => ({
      subject: what === "user" ? "/etc/passwd" : "/etc/group",
      lines: [{ sign: "+", text: `${what} ${USER}, without a login` }],
    }));
  },
  async capture(_params, context) {
    return { missing: await missingIn(context) };
  },
  async run(_params, context) {
    const missing = await missingIn(context);
    if (missing.includes("group")) await runIt(context, ["groupadd", "--system", USER]);
    if (missing.includes("user"))
      await runIt(context, [
        "useradd",
        ...["--system", "--no-create-home", "--shell", "/sbin/nologin"],
        ...["--comment", "etcd user", "--gid", USER, USER],
      ]);
    context.report({ evidence: `user and group ${USER} are there` });
  },
  async undo(_params, { missing }, context) {
    if (!Array.isArray(missing)) return;
    const left = await missingIn(context);
    if (missing.includes("user") && !left.includes("user")) await runIt(context, ["userdel", USER]);
    // Deleting the user takes a group of its own along on some systems.
    if (missing.includes("group") && !(await missingIn(context)).includes("group"))
      await runIt(context, ["groupdel", USER]);
  },
});

/** What of both is not there yet. */
async function missingIn({ host }: Pick<CheckContext, "host">): Promise<readonly string[]> {
  const has = async (path: string) =>
    new RegExp(`^${USER}:`, "m").test((await host.files.readText(path)) ?? "");
  const [user, group] = await Promise.all([has("/etc/passwd"), has("/etc/group")]);
  return [...(user ? [] : ["user"]), ...(group ? [] : ["group"])];
}

type Running = Parameters<NonNullable<(typeof etcdUserHandler)["undo"]>>[2];

async function runIt({ host, signal }: Running, argv: readonly [string, ...string[]]) {
  const outcome = await host.exec(argv, { timeoutMs: 20_000, signal });
  if (outcome.is === "exited" && outcome.exitCode === 0) return;
  const why = outcome.is === "exited" ? outcome.stderr.trim() : outcome.is;
  throw new BringupError("COMMAND_FAILED", `${argv[0]} ${USER}: ${why}`, {
    hint: `Make a system user and group ${USER} by hand, then resume.`,
  });
}
