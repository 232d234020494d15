import type { JoinPaper, OwnGiven } from "../../cluster/index.ts";
import { BringupError } from "../../errors/index.ts";
import { formatUtc } from "../../quantity/index.ts";
import type { Answer, EngineClient } from "../../session/index.ts";
import { refuseUnapproved } from "../approval.ts";
import { ask, unexpected, withEngine } from "../ask.ts";
import { carryOut } from "../carry-out.ts";
import type { Call } from "../command.ts";
import { planDocument, refuseBlocked } from "../plan-document.ts";
import { type GivenText, readGiven } from "../read-text.ts";
import { printPlan } from "../render-plan.ts";

/** Brings this host into a cluster that is there, by what a member of it wrote. */
export async function join(call: Call): Promise<number> {
  const [{ joinChanges }, { setIn }] = await Promise.all([
    import("../../cluster/index.ts"),
    import("../../spec/index.ts"),
  ]);
  const path = materialIn(call);
  const given = ON_STICKS.test(path)
    ? undefined
    : await paperIn(call, await readGiven(path, call.world));
  const artefacts = call.text("artefacts");
  const version = call.text("version");
  return withEngine(call, async (engine) => {
    const paper = given ?? (await paperIn(call, await onStick(call, engine.client, path)));
    const { changes, secrets } = joinChanges(paper);
    const text = setIn(engine.client.snapshot().document.text, [
      ...changes,
      ...(artefacts === undefined ? [] : [{ path: "spec.cluster.artefacts", value: artefacts }]),
      ...(version === undefined ? [] : [{ path: "spec.cluster.version", value: version }]),
    ]);
    const joined = { name: "the document of this host, joined", text, secrets };
    const planned = await planDocument(call, engine.client, joined);
    printPlan(planned.plan, call.out);
    call.out.object({ plan: planned.plan });
    refuseBlocked(planned);
    refuseUnapproved(call, planned);
    return carryOut(call, engine, planned);
  });
}

/** Where a file, standard input or a stick has it, never argv: it lets whoever reads it in. */
function materialIn(call: Call): string {
  const path = call.text("material");
  if (path !== undefined) return path;
  throw new BringupError("USAGE", "nothing says how to come in", {
    hint: "Add --material FILE, --material sticks, or --material - for standard input.",
  });
}

/** @throws JOIN_MATERIAL_INVALID where it is cut, over, or of nobody. */
async function paperIn(call: Call, { name, text }: GivenText): Promise<JoinPaper> {
  const { joinReader, joinWords } = await import("../../cluster/index.ts");
  const read = (await joinReader())(text);
  const role = roleIn(call);
  if (read.is === "own") return ownPaperIn(call, name, read);
  const says = joinWords(read, Date.now());
  if (read.is !== "paper" || !says.isUsable)
    throw new BringupError("JOIN_MATERIAL_INVALID", `${name}: ${says.text}`);
  return role === undefined ? read.paper : { ...read.paper, role };
}

const ON_STICKS = /^sticks$|^stick:/;

/** The one line there is on what is plugged in, or the one that was named. */
async function onStick(call: Call, client: EngineClient, path: string): Promise<GivenText> {
  const answer = await ask(client, { do: "look-for-join", at: "sticks" }, call.world.signal);
  if (answer.is !== "join-papers") throw unexpected(answer);
  const { papers, problems } = answer;
  const meant = papers.filter(({ from }) => path === "sticks" || path === from);
  const [only, ...more] = meant;
  if (only !== undefined && more.length === 0) return { name: only.from, text: only.text };
  const which = papers.map(({ from }) => from).join(", ");
  if (only !== undefined)
    throw new BringupError("USAGE", `there are ${meant.length} lines on sticks: ${which}`, {
      hint: "Name one: --material stick:LABEL/FILE.",
    });
  const seen = which === "" ? problems.join("; ") : `${path} is not there, but ${which}`;
  throw new BringupError("STICK_REFUSED", seen, {
    hint: "Plug in the stick that a member wrote, or bring its line as a file.",
  });
}

/** Option that says what the material of a distribution does not; a key is never one. */
const OPTION_OF = {
  ...{ distribution: "distribution", cluster: "name", role: "role", server: "server", pin: "pin" },
  ...{ version: "version", certificateKey: undefined },
} as const;

/** As the distribution's own tools print it: what it does not say has to be said beside it. */
async function ownPaperIn(call: Call, name: string, own: OwnGiven): Promise<JoinPaper> {
  const { ownPaper } = await import("../../cluster/index.ts");
  const given = Object.entries(OPTION_OF).map(([field, option]) => [
    field,
    (option && call.text(option)) ?? "",
  ]);
  const values: Readonly<Record<string, string>> = Object.fromEntries(given);
  const { distribution = "" } = values;
  if (distribution !== "" && !own.readings.some((one) => one.distribution === distribution))
    throw new BringupError(
      "JOIN_MATERIAL_INVALID",
      `${name} is not what ${distribution} lets nodes in by, but ${titlesOf(own)}`,
    );
  if (distribution === "" && own.readings.length > 1)
    throw missing("distribution", `${name} can be of ${titlesOf(own)}`);
  const read = ownPaper(own, values);
  if (read.is === "paper") return read.paper;
  const option = read.field && OPTION_OF[read.field];
  if (option === undefined || values[read.field ?? ""] !== "")
    throw new BringupError("JOIN_MATERIAL_INVALID", `${name}: ${read.why}`);
  throw missing(option, read.hint ?? read.why);
}

const titlesOf = ({ readings }: OwnGiven): string =>
  readings.map(({ title }) => title).join(" or ");

const missing = (option: string, why: string): BringupError =>
  new BringupError("USAGE", `--${option} is missing: ${why}`);

function needed(call: Call, option: string): string {
  const given = call.text(option);
  if (given !== undefined) return given;
  throw new BringupError("USAGE", `--${option} is missing: the material does not say it`);
}

function roleIn(call: Call): JoinPaper["role"] | undefined {
  const role = call.text("role");
  if (role === undefined || role === "control-plane" || role === "worker") return role;
  throw new BringupError("USAGE", `--role is control-plane or worker, not ${JSON.stringify(role)}`);
}

/** On a member: writes what one more host needs, to a file of root alone or to standard output. */
export async function joinMaterial(call: Call): Promise<number> {
  const node = needed(call, "node");
  const role = roleIn(call) ?? "control-plane";
  const to = call.text("to");
  const command = {
    do: "mint-join",
    role,
    node,
    ...(to === "sticks" ? { to: "sticks" as const } : {}),
  } as const;
  const answer = await withEngine(call, ({ client }) => ask(client, command, call.world.signal));
  if (answer.is !== "join-material" && answer.is !== "join-written") throw unexpected(answer);
  const { endsMs } = answer;
  const ends =
    endsMs === undefined ? "It does not expire." : `It lasts until ${formatUtc(endsMs)}.`;
  const at = await writtenTo(call, answer, to);
  call.out.object(
    answer.is === "join-material" && at === undefined
      ? { joinMaterial: answer.text, endsMs }
      : { writtenTo: at, endsMs },
  );
  if (at !== undefined)
    call.out.line(`Written to ${at}. Whoever has it comes in: remove it afterwards.`);
  call.out.note(ends);
  return 0;
}

/** Where it is now; `undefined`: on standard output, for whoever asked. */
async function writtenTo(
  call: Call,
  answer: Extract<Answer, { is: "join-material" | "join-written" }>,
  to: string | undefined,
): Promise<string | undefined> {
  if (answer.is === "join-written") return `stick:${answer.on}/${answer.name}`;
  if (to === undefined) call.out.line(answer.text);
  else await call.world.writeSecretFile(to, `${answer.text}\n`);
  return to;
}
