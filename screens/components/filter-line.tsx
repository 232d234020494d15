import { Box } from "ink";
import { useLayout } from "../../hooks/use-layout.ts";
import { Line, strong } from "./line.tsx";
import { TextInput } from "./text-input.tsx";

interface FilterLineProps {
  readonly title: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  /** Enter: back to the list as it is filtered now. */
  readonly onKeep: () => void;
  /** Esc: everything is shown again. */
  readonly onClear: () => void;
}

/** In place of a title while what is shown is being narrowed down; the list follows every key. */
export function FilterLine({ title, value, onChange, onKeep, onClear }: FilterLineProps) {
  const { width } = useLayout();
  const label = `${title}   Only those with  `;
  return (
    <Box>
      <Line spans={[strong(label)]} width={label.length} />
      <TextInput
        value={value}
        width={width - label.length - 1}
        nextLabel="to the list"
        leaveLabel="show all"
        onChange={onChange}
        onNext={onKeep}
        onLeave={onClear}
      />
    </Box>
  );
}
