package io.didact.eval.task;

/** How a question becomes a prompt. */
public enum Turns {
  /** By the model's chat template; as plain text where it has none. */
  AUTO,
  /** By the model's chat template, which it must have. */
  CHAT,
  /** The text as it is, after the system text and an empty line where there is one. */
  PLAIN,
  /** By the stage's tag format, up to the opened thought; the answer is in the solution tags. */
  TAGS
}
