import { useActions } from "../../hooks/session-provider.tsx";
import type { RunSlice } from "../../src/session/index.ts";
import { Dialog } from "./dialog.tsx";

interface CancelQuestionProps {
  readonly run: RunSlice;
  readonly onClose: () => void;
}

/** What to do with the finished steps is asked, never assumed. */
export function CancelQuestion({ run, onClose }: CancelQuestionProps) {
  const { send } = useActions();
  const done = run.steps.filter(({ state }) => state === "done");
  const fixed = done.filter(({ undo, impact }) => undo === "none" && impact !== "none");
  const crossed = done.some(({ commit }) => commit);
  const answer = (value: string) => {
    onClose();
    if (value !== "stay") void send({ do: "cancel", undo: value === "undo" });
  };
  return (
    <Dialog
      id="cancel"
      question="Cancel this run?"
      explains={[
        `${done.length} of ${run.steps.length} steps are done.`,
        ...(run.steps.some(({ state }) => state === "running")
          ? ["The one in progress is stopped where it is."]
          : []),
        ...(crossed
          ? ["The run is past its point of no return: not everything can be undone."]
          : []),
        ...fixed.slice(0, 3).map(({ title }) => `Cannot be undone: ${title}`),
      ]}
      answers={[
        { value: "stay", label: "No, let it run" },
        { value: "undo", label: "Cancel, and undo the finished steps" },
        { value: "keep", label: "Cancel, and keep what is done" },
      ]}
      onAnswer={answer}
      onClose={onClose}
    />
  );
}
