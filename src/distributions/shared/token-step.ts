import {
  blocked,
  type CheckContext,
  defineHandler,
  digestOf,
  done,
  type Handler,
  type RunContext,
  type Step,
  todo,
} from "../../engine/index.ts";
import { BringupError } from "../../errors/index.ts";
import { missingFolders } from "../../steps/index.ts";
import type { JoinInputs } from "./join-inputs.ts";
import { observeAuthority } from "./join-target.ts";
import { assembleToken } from "./join-token.ts";
import type { ServerKind } from "./server-kind.ts";

interface TokenParams extends Pick<JoinInputs, "role" | "token" | "asked"> {
  readonly path: string;
  readonly pin?: string;
}

type Tokened = Pick<ServerKind, "id" | "tokenFile">;

/** Only until this host is in the cluster: the secret is wiped when the run ends, and the file stays. */
export function tokenStep(
  { id, tokenFile }: Tokened,
  { role, token, asked, pin }: JoinInputs,
  secretDigest: string | undefined,
): Step {
  const params: TokenParams = { path: tokenFile, role, token, asked, ...(pin && { pin }) };
  return {
    id: `${id}.token`,
    kind: `${id}.token`,
    title: `Write the token for ${asked} to ${tokenFile}`,
    params,
    inputsDigest: digestOf({ params, secretDigest: secretDigest ?? "not entered" }),
    impact: "none",
    undo: "compensate",
    usualMs: 300,
    limit: { noProgressMs: 30_000, totalMs: 60_000 },
    rerun: "safe",
  };
}

export function tokenHandler({ id }: Pick<ServerKind, "id">): Handler<string, TokenParams> {
  return defineHandler<TokenParams>(`${id}.token`, {
    async check(params, context) {
      const { path, token } = params;
      const secret = await context.secrets.read(token);
      const found = (await context.host.files.readText(path))?.trim();
      if (secret === undefined)
        return found === undefined
          ? blocked(
              `the secret ${token} is not stored any more`,
              `Enter the secret ${token} again.`,
            )
          : done(`${path} has one`);
      const wanted = assembleToken(secret, params);
      if (wanted.is === "refused") return blocked(wanted.why, wanted.hint);
      const isPrivate = (await context.host.files.stat(path))?.mode === 0o600;
      return found === wanted.text && isPrivate
        ? done(`${path} is current`)
        : todo(`${path} is missing or differs`);
    },
    async preview({ path }) {
      return [{ subject: path, lines: [{ sign: "+", text: "(the token, for root alone)" }] }];
    },
    async capture({ path }, { host }) {
      return { newFolders: await missingFolders(path, host) };
    },
    async run(params, context) {
      const text = await provenToken(params, context);
      const { host, signal, report } = context;
      await host.files.writeAtomic(params.path, `${text}\n`, { mode: 0o600, signal });
      report({ evidence: `wrote ${params.path}; the cluster is the one it is for` });
    },
    async undo({ path }, { newFolders }, { host: { files } }) {
      await files.remove(path);
      for (const folder of Array.isArray(newFolders) ? newFolders : [])
        if (typeof folder === "string" && (await files.list(folder))?.length === 0)
          await files.remove(folder);
    },
  });
}

/** Before the service trusts anybody: who answers has the authority that the token is for. */
async function provenToken(params: TokenParams, context: RunContext): Promise<string> {
  const secret = await readSecret(params, context);
  const wanted = assembleToken(secret, params);
  if (wanted.is === "refused")
    throw new BringupError("JOIN_MATERIAL_INVALID", wanted.why, { hint: wanted.hint });
  const seen = await observeAuthority(context.host, params.asked, context.signal);
  if (seen.is !== "known")
    throw new BringupError(
      "JOIN_MATERIAL_INVALID",
      `${params.asked} does not hand out its authority: ${seen.is === "unknown" ? seen.why : "no answer"}`,
      { hint: "See that the cluster is up and that this host reaches it, then resume." },
    );
  if (seen.value === wanted.caHash) return wanted.text;
  throw new BringupError(
    "JOIN_MATERIAL_INVALID",
    `${params.asked} shows another authority than the token is for`,
    {
      hint: "Use the token of this cluster; if it is, something on the way opens TLS: check NO_PROXY.",
      details: { shown: seen.value, wanted: wanted.caHash },
    },
  );
}

async function readSecret(
  { token }: TokenParams,
  { secrets }: Pick<CheckContext, "secrets">,
): Promise<string> {
  const secret = await secrets.read(token);
  if (secret === undefined)
    throw new BringupError("SECRET_MISSING", `the secret ${token} is not stored`);
  return secret;
}
