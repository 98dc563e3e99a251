/**
 * Word problems of a few steps in English, for models that read natural language.
 *
 * <p>{@link io.didact.data.words.WordProblemGenerator} makes them: a {@link
 * io.didact.data.words.Story} goes from one amount to the next by {@link
 * io.didact.data.words.Relation}s, each a sentence with one number, and asks for the last amount. A
 * {@link io.didact.data.words.WordProblem} knows its steps, so it is solved exactly and explained
 * in any {@link io.didact.data.synthetic.Style}. All sentences are our own. Start with {@code
 * WordProblemGenerator}.
 */
@NullMarked
package io.didact.data.words;

import org.jspecify.annotations.NullMarked;
