import { useRef, useState } from "react";
import { useCommands } from "../../hooks/keyboard-provider.tsx";
import { type EditState, editKey, editStateOf, insert, textOf } from "../../hooks/text-edit.ts";
import { oneCellEach } from "../../src/text/index.ts";
import { oneLine } from "./line.tsx";

interface TextInputProps {
  readonly value: string;
  readonly width: number;
  readonly isSecret?: boolean;
  /** Each change, at once: a draft is kept from the first character on. */
  readonly onChange: (text: string) => void;
  readonly onNext: () => void;
  readonly onPrevious?: () => void;
  readonly onLeave: () => void;
  /** A pasted text with line ends; gives what of it stands in the field then. Without it they become blanks. */
  readonly onPasteLines?: (text: string) => string;
  /** In place of the words of the key table. */
  readonly nextLabel?: string;
  readonly leaveLabel?: string;
}

/** A one-line field with the focus. While it is mounted every character is its own. */
export function TextInput(props: TextInputProps) {
  const { value, width, isSecret = false, onChange } = props;
  const [state, setState] = useState(() => editStateOf(value));
  const latest = useRef(state);

  function take(next: EditState): void {
    const isChanged = textOf(next) !== textOf(latest.current);
    latest.current = next;
    setState(next);
    if (isChanged) onChange(textOf(next));
  }

  useCommands(
    {
      "next-field": {
        run: props.onNext,
        ...(props.nextLabel === undefined ? {} : { label: props.nextLabel }),
      },
      "leave-field": {
        run: props.onLeave,
        ...(props.leaveLabel === undefined ? {} : { label: props.leaveLabel }),
      },
      ...(props.onPrevious === undefined ? {} : { "previous-field": props.onPrevious }),
    },
    {
      editing: {
        type: (text) => take(insert(latest.current, text)),
        paste(text) {
          const trimmed = text.trim();
          if (trimmed.includes("\n") && props.onPasteLines !== undefined) {
            take(insert(latest.current, props.onPasteLines(trimmed)));
            return;
          }
          take(insert(latest.current, trimmed.replace(/\s*\n\s*/g, " ")));
        },
        edit(key) {
          const next = editKey(latest.current, key);
          if (next !== undefined) take(next);
        },
      },
    },
  );

  const cells = Math.max(2, width);
  const { before, at, after } = windowed(state, cells, isSecret);
  return oneLine(before + CURSOR_HERE + at + NO_CURSOR + after, cells);
}

/** The part of the text around the cursor that fits, the cursor's own cell apart. */
function windowed({ characters, cursor }: EditState, width: number, isSecret: boolean) {
  const cells = isSecret ? characters.map(() => "*") : characters.map(oneCell);
  const start = Math.max(0, cursor - width + 1);
  const shown = cells.slice(start, start + width);
  const place = cursor - start;
  return {
    before: shown.slice(0, place).join(""),
    at: shown[place] ?? " ",
    after: shown.slice(place + 1).join(""),
  };
}

/** Blinking is how a frame says where the cursor stands: it is put there, and nothing ever blinks. */
const CURSOR_HERE = "\u001b[5m";
const NO_CURSOR = "\u001b[25m";

const oneCell = (character: string): string => oneCellEach(character) || "?";
