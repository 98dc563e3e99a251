/**
 * Text as models see it: token ids, spans of them, and the tokenizer that makes them.
 *
 * <p>Start with {@link io.didact.text.Tokenizer}; {@link io.didact.text.TokenIds} is what every
 * other package passes around.
 */
@NullMarked
package io.didact.text;

import org.jspecify.annotations.NullMarked;
