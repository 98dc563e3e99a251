/**
 * Text as models see it: token ids, spans of them, and the tokenizer that makes them.
 *
 * <p>Start with {@link io.didact.text.Tokenizer}, which loads any {@code tokenizer.json} and knows
 * the bytes each token stands for; {@link io.didact.text.CharacterTokenizer} writes the small one
 * of the embedded models. {@link io.didact.text.TokenIds} is what every other package passes
 * around, {@link io.didact.text.TokenSpan} names a part of it. {@link io.didact.text.NearestName}
 * serves error messages.
 */
@NullMarked
package io.didact.text;

import org.jspecify.annotations.NullMarked;
