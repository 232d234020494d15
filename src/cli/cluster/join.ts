import type { JoinPaper } from "../../cluster/index.ts";
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
  const { joinWords, readJoinPaper } = await import("../../cluster/index.ts");
  const read = readJoinPaper(text);
  const role = roleIn(call);
  if (read.is === "foreign")
    return await foreignPaper(call, { name, text, role: role ?? "control-plane" });
  const says = joinWords(read, Date.now());
  if (read.is === "broken" || !says.isUsable)
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

interface Foreign {
  readonly name: string;
  readonly text: string;
  readonly role: JoinPaper["role"];
}

/** As the distribution's own tools print it: what it does not say has to be said beside it. */
async function foreignPaper(call: Call, { name, text, role }: Foreign): Promise<JoinPaper> {
  const distribution = needed(call, "distribution");
  const { loadDriver } = await import("../../distributions/index.ts");
  const material = (await loadDriver(distribution)).join?.parse(text.trim());
  if (material === undefined)
    throw new BringupError(
      "JOIN_MATERIAL_INVALID",
      `${name} is not what ${distribution} lets nodes in by`,
    );
  const server = call.text("server") ?? material.server ?? needed(call, "server");
  return {
    cluster: { name: needed(call, "name"), distribution },
    role: material.role ?? role,
    material: { ...material, server },
  };
}

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
  const ends = endsMs === undefined ? "It has no end." : `It lasts until ${formatUtc(endsMs)}.`;
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
