/**
 * Text as models see it: token ids, spans of them, and the tokenizer that makes them.
 *
 * <p>Start with {@link io.didact.text.Tokenizer}, which loads a {@code tokenizer.json} and knows
 * the bytes each token stands for; {@code TokenizerFile} says what of such a file is taken; {@link
 * io.didact.text.CharacterTokenizer} writes the small one of the embedded models. {@link
 * io.didact.text.TokenIds} is what every other package passes around, {@link
 * io.didact.text.TokenSpan} names a part of it. {@link io.didact.text.ChatTemplateFiles} finds the
 * chat templates of a model's directory. {@link io.didact.text.NearestName} serves error messages.
 */
@NullMarked
package io.didact.text;

import org.jspecify.annotations.NullMarked;
