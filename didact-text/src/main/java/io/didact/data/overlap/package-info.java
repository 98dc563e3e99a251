/**
 * Texts that repeat others, by the n-grams of words that they share. Start with {@link
 * io.didact.data.overlap.Words}, which says what a word is. {@link
 * io.didact.data.overlap.NearRepeats} finds repeats within a set, {@link
 * io.didact.data.overlap.KnownTexts} finds texts of one set in another. N-grams are compared by
 * 64-bit hashes.
 */
@NullMarked
package io.didact.data.overlap;

import org.jspecify.annotations.NullMarked;
