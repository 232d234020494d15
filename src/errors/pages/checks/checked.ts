/** What is alike for the findings of all checks. */
export const CHECKED = {
  safe: "Looking again after each change: the checks change nothing. A finding can be waived with a reason, which is recorded.",
  related: ["bringup check", "bringup check --explain", "bringup doctor"],
};
