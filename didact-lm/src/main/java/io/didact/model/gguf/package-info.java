/**
 * Reads GGUF, the one-file format of llama.cpp, and writes what is in it as a model directory in
 * the layout of Hugging Face.
 *
 * <p>{@link io.didact.model.gguf.GgufModel} is the way in. Behind it: {@code GgufFile} (the
 * container), {@code GgmlType} and {@code Blocks} (quantised numbers), {@code Architecture} (what a
 * model's keys and tensors are called elsewhere; one class for each), {@code TokenizerJson} and its
 * two kinds (a {@code tokenizer.json} from the vocabulary).
 */
@NullMarked
package io.didact.model.gguf;

import org.jspecify.annotations.NullMarked;
