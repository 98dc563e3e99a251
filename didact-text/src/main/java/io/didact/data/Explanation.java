package io.didact.data;

import io.didact.text.TokenIds;

/**
 * What the teacher wrote between its opened and its closing explanation tag.
 *
 * <p>Tags are ordinary text, so a tag can begin or end inside a token. The rules:
 *
 * <ul>
 *   <li>The first closing tag ends the explanation; tokens after it are ignored. So do the closing
 *       tag of the student's thoughts and the end of a turn, which would end the thought for the
 *       student: then the explanation is not closed. Other tags are text. The think ids are the
 *       tokens wholly before the tag: a token that holds the end of the text and the start of the
 *       tag ({@code .<}) belongs to the tag.
 *   <li>Trailing tokens that are wholly part of the separator before the tag are left out; a token
 *       that holds text and separator ({@code .\n\n}) stays as it was sampled.
 *   <li>Without any of them the explanation runs to the end of the completion, without the special
 *       tokens there.
 * </ul>
 *
 * @param think t, the ids exactly as they were sampled; may be empty
 * @param closed whether its own closing tag ended it
 * @param tagged whether the closing tag of the student's thoughts ended it
 * @param text the think ids as text, without the separator before a closing tag; for people and for
 *     files
 */
public record Explanation(TokenIds think, boolean closed, boolean tagged, String text) {
  /** Not ended by the student's tag. */
  public Explanation(TokenIds think, boolean closed, String text) {
    this(think, closed, false, text);
  }
}
