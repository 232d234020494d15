import { consequencesOf } from "../../src/engine/index.ts";
import { hasProof } from "../../src/network/index.ts";
import type { PlanSlice } from "../../src/session/index.ts";
import { Dialog } from "./dialog.tsx";
import { planSummary } from "./plan-rows.ts";
import { sentence } from "./progress.ts";

const ELSEWHERE = {
  value: "elsewhere",
  label: "This network is not here: plan its change without proof",
};

/** The last look before anything happens; the first answer changes nothing. */
export function ApproveQuestion(props: {
  readonly slice: PlanSlice;
  readonly onApprove: () => void;
  /** The same plan, with a change of the network that does not have to work here. */
  readonly onElsewhere: () => void;
  readonly onClose: () => void;
}) {
  const { plan } = props.slice;
  const worst = plan.steps.filter(({ impact }) => impact !== "none" && impact !== "reload");
  const isSave = plan.steps.length === 0;
  const answers: Record<string, () => void> = {
    yes: props.onApprove,
    elsewhere: props.onElsewhere,
  };
  return (
    <Dialog
      id="approve"
      question={isSave ? "Save these settings?" : "Apply this plan to the host?"}
      explains={[
        sentence(planSummary(plan)),
        ...worst.slice(0, 6).map(({ title, mark, impact }) => `${mark ?? impact}: ${title}`),
        ...plan.steps.flatMap(consequencesOf).map(sentence),
        ...plan.steps
          .filter(({ commit }) => commit === true)
          .map(
            ({ title }) =>
              `No simple way back after "${title}": undoing it is an operation of its own.`,
          ),
        isSave
          ? "Nothing on the host changes."
          : "It runs in the agent: leaving this screen, or losing the line, stops nothing.",
      ]}
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
