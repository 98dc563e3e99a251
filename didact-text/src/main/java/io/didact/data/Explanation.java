package io.didact.data;

import io.didact.text.TokenIds;

/**
 * What the teacher wrote between its opened and its closing explanation tag.
 *
 * <p>Tags are ordinary text, so a tag can begin or end inside a token. The rules:
 *
 * <ul>
 *   <li>The first closing tag ends the explanation; tokens after it are ignored, other tags are
 *       text. The think ids are the tokens wholly before the tag: a token that holds the end of the
 *       text and the start of the tag ({@code .<}) belongs to the tag.
 *   <li>Trailing tokens that are wholly part of the separator before the tag are left out; a token
 *       that holds text and separator ({@code .\n\n}) stays as it was sampled.
 *   <li>Without a closing tag the explanation runs to the end of the completion, without what ended
 *       the turn (special tokens, or the text that ends a turn).
 * </ul>
 *
 * @param think t, the ids exactly as they were sampled; may be empty
 * @param closed whether the closing tag was written; if not, t runs to the end of the completion
 * @param text the think ids as text, without the separator before a closing tag; for people and for
 *     files
 */
public record Explanation(TokenIds think, boolean closed, String text) {}
