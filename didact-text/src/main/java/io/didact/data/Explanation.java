package io.didact.data;

import io.didact.text.TokenIds;

/**
 * What the teacher wrote between its opened and its closing explanation tag.
 *
 * @param think t, the ids exactly as they were sampled; may be empty
 * @param closed whether the closing tag was written; if not, t runs to the end of the completion
 * @param text the think ids as text, without the separator before a closing tag; for people and for
 *     files
 */
public record Explanation(TokenIds think, boolean closed, String text) {}
