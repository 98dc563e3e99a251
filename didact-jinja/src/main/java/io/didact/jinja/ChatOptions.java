package io.didact.jinja;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a rendering is given besides the messages.
 *
 * @param addGenerationPrompt whether the text ends where the assistant's next turn begins
 * @param continueFinalMessage whether the text ends within the final message, right after its
 *     content, so that the model goes on with it
 * @param tools descriptions of functions, as JSON values; none where there are none
 * @param documents for templates that know them
 * @param variables more variables of the template, such as {@code enable_thinking}, as JSON values
 * @param template which of a model's templates; without it {@code tool_use} where there are tools
 *     and such a template, else {@code default}
 * @param clock for templates that write today's date
 */
public record ChatOptions(
    boolean addGenerationPrompt,
    boolean continueFinalMessage,
    Optional<List<?>> tools,
    Optional<List<?>> documents,
    Map<String, ?> variables,
    Optional<String> template,
    Clock clock) {
  /**
   * @throws IllegalArgumentException if the text should both end in the final message and begin a
   *     new one
   */
  public ChatOptions {
    if (addGenerationPrompt && continueFinalMessage) {
      throw new IllegalArgumentException(
          "a generation prompt begins a new message, so the final message cannot be continued");
    }
  }

  /** A prompt for the assistant's next turn. */
  public static ChatOptions prompt(Clock clock) {
    return new ChatOptions(
        true, false, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), clock);
  }

  /** A conversation as it stands. */
  public static ChatOptions history(Clock clock) {
    return new ChatOptions(
        false, false, Optional.empty(), Optional.empty(), Map.of(), Optional.empty(), clock);
  }
}
