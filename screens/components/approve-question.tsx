import { useSession } from "../../hooks/session-provider.tsx";
import { consequencesOf, type Impact, type Plan } from "../../src/engine/index.ts";
import { hasProof } from "../../src/network/index.ts";
import { type PlanSlice, powerWord } from "../../src/session/index.ts";
import { Dialog } from "./dialog.tsx";
import { planSummary } from "./plan-rows.ts";
import { sentence } from "./progress.ts";
import { TypedName } from "./typed-name.tsx";

const ELSEWHERE = {
  value: "elsewhere",
  label: "This network is not here: plan its change without proof",
};

/** The last look before anything happens; the first answer changes nothing. */
export function ApproveQuestion(props: {
  readonly slice: PlanSlice;
  /** With what was typed, where data is lost by it. */
  readonly onApprove: (name?: string) => Promise<void>;
  /** The same plan, with a change of the network that does not have to work here. */
  readonly onElsewhere: () => void;
  readonly onClose: () => void;
}) {
  const { plan } = props.slice;
  const isSave = plan.steps.length === 0;
  const word = usePowerWord();
  const question = isSave ? "Save these settings?" : "Apply this plan to the host?";
  const explains = explanationOf(plan);
  if (plan.steps.some(({ impact }) => impact === "data-loss"))
    return (
      <TypedName
        {...{ question, explains, word }}
        purpose="to lose this data"
        onTyped={props.onApprove}
        onClose={props.onClose}
      />
    );
  const answers: Record<string, () => void> = {
    yes: () => void props.onApprove(),
    elsewhere: props.onElsewhere,
  };
  return (
    <Dialog
      id="approve"
      question={question}
      explains={explains}
      answers={[
        { value: "no", label: "Not yet, back to the plan" },
        { value: "yes", label: isSave ? "Save" : "Apply the plan to this host" },
        ...(hasProof(plan.steps) ? [ELSEWHERE] : []),
      ]}
      onAnswer={(value) => (answers[value] ?? props.onClose)()}
      onClose={props.onClose}
    />
  );
}

function explanationOf(plan: Plan): readonly string[] {
  const worst = plan.steps.filter(({ impact }) => impact !== "none" && impact !== "reload");
  return [
    sentence(planSummary(plan)),
    ...worst
      .slice(0, 6)
      .map(({ title, mark, impact }) => `${mark ?? impactWord(impact)}: ${title}`),
    ...plan.steps.flatMap(consequencesOf).map(sentence),
    ...plan.steps
      .filter(({ commit }) => commit === true)
      .map(
        ({ title }) =>
          `No simple way back after "${title}": undoing it is an operation of its own.`,
      ),
    plan.steps.length === 0
      ? "Nothing on the host changes."
      : "It runs in the agent: leaving this screen, or losing the line, stops nothing.",
  ];
}

const impactWord = (impact: Impact): string => (impact === "data-loss" ? "DATA LOSS" : impact);

function usePowerWord(): string {
  const snapshot = useSession((state) => state.snapshot);
  return snapshot === null ? "" : powerWord(snapshot);
}
